"""Renderings of the content tree: PDF, workbook, charts, preview. Plain data in, bytes out."""
