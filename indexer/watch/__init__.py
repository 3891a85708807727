"""Watch lists: a party is told, once for each cause, what befalls the rights, pledges and names that it watches."""
