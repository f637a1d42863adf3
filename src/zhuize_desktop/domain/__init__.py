"""Plain Python: records, fields, stages, clock, money, rules, checks, facts, indicators, content tree. No I/O."""
