"""Files of other programs: ledgers as workbooks and CSV come in, results of imports go out."""
