"""违规经营投资责任追究桌面系统: an offline register of rule-breaking in operation and investment."""

__version__ = "0.1.0"

#: How the program names itself in what it seals.
PROGRAM = f"违规经营投资责任追究桌面系统 {__version__}"
