"""The parts of the page 报告报送."""
