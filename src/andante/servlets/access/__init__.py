"""Access control of the servlets: the token, and the addresses that machines may connect from."""
