"""What the chain says: identifiers, money, enums, events, calls and errors of the ledger's contracts. Imports
nothing else of the project.
"""
