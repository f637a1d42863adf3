"""The parts of the page 工作台."""
