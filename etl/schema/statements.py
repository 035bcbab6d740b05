"""The statements of the definitions: state, which migrations bring about, and code."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from hashlib import sha256
from pathlib import Path
from typing import Any

from pglast import ast, enums, parse_sql

from etl.schema.definitions import groups


class Kind(Enum):
    """What becomes of a statement when the schema is brought up to date."""

    STATE = auto()
    """Tables, types and indexes: they hold data, and only a migration changes them."""
    CODE = auto()
    """Functions, aggregates, views and triggers: replaced when their definition changed."""
    RULE = auto()
    """Grants, comments, which triggers fire: said again whenever anything is replaced."""


@dataclass(frozen=True)
class Statement:
    """One statement of a definition file; `name` tells a piece of code from all others."""

    name: str
    kind: Kind
    text: str

    @property
    def digest(self) -> str:
        """Return a fingerprint of the text."""
        return sha256(self.text.encode()).hexdigest()

    @property
    def replacing(self) -> str:
        """Return the statement so that it replaces what has the name already."""
        return re.sub(r"\ACREATE (?=(FUNC|AGG|VIEW|TRIG))", "CREATE OR REPLACE ", self.text)


CODE = (ast.CreateFunctionStmt, ast.ViewStmt, ast.CreateTrigStmt)
RULES = (ast.CommentStmt, ast.GrantStmt, ast.AlterDefaultPrivilegesStmt, ast.DoStmt)
STATE = (
    ast.CreateStmt,
    ast.IndexStmt,
    ast.CreateEnumStmt,
    ast.CompositeTypeStmt,
    ast.CreateExtensionStmt,
    ast.CreateSchemaStmt,
    ast.CreateTableAsStmt,
    ast.InsertStmt,
)
FIRING = {
    enums.AlterTableType.AT_EnableTrig,
    enums.AlterTableType.AT_EnableAlwaysTrig,
    enums.AlterTableType.AT_EnableReplicaTrig,
}


def statements() -> Iterator[Statement]:
    """Yield the statements of all definitions in their order; raise ValueError for another kind."""
    for files in groups().values():
        for file in files:
            yield from split(file)


def split(file: Path) -> Iterator[Statement]:
    """Yield the statements of one file, without the comments before them."""
    text = file.read_text("utf-8")
    raw: Any
    for raw in parse_sql(text):
        end = raw.stmt_location + raw.stmt_len if raw.stmt_len else len(text)
        body = (
            re.sub(r"\A(\s+|--[^\n]*\n)*", "", text[raw.stmt_location : end]).rstrip().rstrip(";")
        )
        yield Statement(_name(raw.stmt), _kind(raw.stmt, file), body)


def _kind(node: Any, file: Path) -> Kind:
    if isinstance(node, CODE) or _is_aggregate(node):
        return Kind.CODE
    if isinstance(node, RULES) or _says_what_fires(node):
        return Kind.RULE
    if isinstance(node, (*STATE, ast.AlterTableStmt)):
        return Kind.STATE
    raise ValueError(f"{file.name}: {type(node).__name__} is neither state nor code")


def _is_aggregate(node: Any) -> bool:
    return isinstance(node, ast.DefineStmt) and node.kind == enums.ObjectType.OBJECT_AGGREGATE


def _says_what_fires(node: Any) -> bool:
    return isinstance(node, ast.AlterTableStmt) and all(
        command.subtype in FIRING for command in node.cmds or ()
    )


def _name(node: Any) -> str:
    kind: type = type(node)
    if kind is ast.CreateFunctionStmt:
        return _function(node.funcname, node.parameters)
    if _is_aggregate(node):
        return _function(node.defnames, node.args[0])
    if kind is ast.ViewStmt:
        return f"view {node.view.schemaname}.{node.view.relname}"
    if kind is ast.CreateTrigStmt:
        return f"trigger {node.trigname} on {node.relation.relname}"
    return ""


def _function(names: Sequence[Any], parameters: Sequence[Any] | None) -> str:
    taken = [_joined(each.argType.names) for each in parameters or () if _is_in(each)]
    return f"function {_joined(names)}({', '.join(taken)})"


def _is_in(parameter: Any) -> bool:
    return bool(parameter.mode != enums.FunctionParameterMode.FUNC_PARAM_TABLE)


def _joined(names: Sequence[Any]) -> str:
    return ".".join(each.sval for each in names)
