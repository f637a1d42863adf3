"""Tables over long lists: ids first, rows when painted."""
