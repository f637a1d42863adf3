"""The tabs of 系统管理."""
