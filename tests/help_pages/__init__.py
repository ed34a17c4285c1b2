"""The examples of the rules' help pages, put into a folder and validated, and the pages of docs/rules made of them."""
