"""Pure calculations about records: company names, periods, rates."""
