"""The whole program from outside: how it starts, refuses to, is killed, and what it lets slip."""
