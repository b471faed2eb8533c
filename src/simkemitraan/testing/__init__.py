"""What every mechanism owes, as tests to run over one's own: ``pytest --simkemitraan-mechanism my_package.my_mechanism``."""
