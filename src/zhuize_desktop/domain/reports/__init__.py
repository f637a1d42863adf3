"""Reports compiled from a snapshot into the content tree: to whom, which sections, tables and pictures."""
