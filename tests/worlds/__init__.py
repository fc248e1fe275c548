"""Two worlds that differ in what one tenant sends: everybody else must see the same in both."""
