"""The embedded example: exports with the mess of real ones, and the truth behind them.

Everything here is invented from a seed. Names are made of invented syllables and end in
"Simulasi"; NIP carry serials that no person was given. Only the command line imports this package.
"""
