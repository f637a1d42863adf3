"""规则与字典 of 系统管理: the table of entries, the entry's form, confirming, versions, templates."""
