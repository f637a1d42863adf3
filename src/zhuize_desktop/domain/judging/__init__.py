"""判断: what the rules say of a case — class, jurisdiction, range, pay, periods — each with its ground.

Pure functions over records and a rule book. They propose; persons decide; gates ask.
"""
