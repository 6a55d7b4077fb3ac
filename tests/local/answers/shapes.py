"""The structure of programs without the contents of their literals.

Standard input: a JSON list of programs. Standard output: for each its shape, the names in its code and its literals, or
the reason why it is no Python.
"""

import ast
import json
import sys
from typing import Any

Collection = (ast.List, ast.Tuple, ast.Dict, ast.Set)


class Bare(ast.NodeTransformer):
    """Replaces all literals, and collections of literals, with the same placeholder."""

    def __init__(self) -> None:
        self.literals: list[str] = []

    def generic_visit(self, node: ast.AST) -> ast.AST:
        node = super().generic_visit(node)
        if isinstance(node, ast.Constant):
            self.literals.append(str(node.value))
            return ast.Constant(0)
        negative = (
            isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant)
        )
        if negative or (isinstance(node, Collection) and all(map(is_literal, ast.iter_child_nodes(node)))):
            return ast.Constant(0)
        return node


def is_literal(node: ast.AST) -> bool:
    return isinstance(node, (ast.Constant, ast.expr_context))


def names(tree: ast.AST) -> set[str]:
    """All strings in the tree that are not literals: names of variables, functions, modules, arguments."""
    names = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant):
            for _, value in ast.iter_fields(node):
                names.update(one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str))
    return names


def look(program: str) -> dict[str, Any]:
    try:
        tree = ast.parse(program)
    except (SyntaxError, ValueError) as error:
        return {'error': repr(error)}
    bare = Bare()
    shape = ast.dump(bare.visit(tree))
    return {'shape': shape, 'names': sorted(names(tree)), 'literals': bare.literals}


json.dump([look(program) for program in json.load(sys.stdin)], sys.stdout)
