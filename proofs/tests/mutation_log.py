"""Reads coqc's answers to a mutations file: one line `true|mutation|failed tests` for each."""
import re
import sys

text = re.sub(r"\s+", " ", open(sys.argv[1]).read())
for name, intended, tests in re.findall(r'= \("([^"]*)", (true|false), \[?(.*?)\]?\) : string', text):
    print(f"{intended}|{name}|{tests}")
