# A view in a database of the city (docs/register.md), asked at each look-up.

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    Row,
    Select,
    Text,
    bindparam,
    case,
    cast,
    column,
    create_engine,
    false,
    func,
    make_url,
    select,
    table,
    text,
)
from sqlalchemy.exc import DataError, ProgrammingError, SQLAlchemyError
from sqlalchemy.types import NullType

from forms.complaints import Complaint, Refused
from integrations.register.residents import HELD, PROTECTED, RESIDENTS, resident_of
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.register_socket import AWAY, UNREADABLE, Resident
from integrations.timed_calls import REACH, TimedCalls

VIEW = "kakanai_register"
_VIEW = table(VIEW)
_NUMBER, _HOUSEHOLD, _BIRTH, _NAME = "宛名番号", "世帯番号", "生年月日", "氏名"
_SECONDS = 3.0
_MOST = 1000  # rows of one look-up; on a day some twenty are born in a city of half a million
_LONGEST = 1000  # signs of a cell: a view may join what is no fact of a person, by megabytes
_SESSION = (
    f"-c default_transaction_read_only=on -c statement_timeout={_SECONDS:.0f}s -c client_encoding=UTF8 -c datestyle=ISO"
)
_FLAGS = {"true": "1", "false": "0"}
_FLAGGED, _DAYS = (PROTECTED, "児童手当"), (_BIRTH, "転入日", "住民となった日")
_NAME_TYPES = (25, 1042, 1043)  # PostgreSQL's text, bpchar, varchar
_OF_THE_DATABASE = 16384  # from here on types that are made there, as citext
_DAY_TYPES = (25, 1042, 1043, 1082)  # PostgreSQL's text, bpchar, varchar, date
_HEAD = case((column("続柄") == "世帯主", 0), else_=1)


class View:
    name = "view"
    fake = False

    def __init__(self, url: str) -> None:
        """Raises ArgumentError."""
        address = make_url(url).set(drivername="postgresql+psycopg")
        session = {
            "options": f"{address.query.get('options', '')} {_SESSION}", "connect_timeout": int(_SECONDS),
            "application_name": "kakanai", "prepare_threshold": None,  # a prepared statement breaks where the view is made again
        }  # fmt: skip
        self._engine = create_engine(
            address.difference_update_query(["options"]),
            isolation_level="AUTOCOMMIT", pool_size=4, max_overflow=4, pool_timeout=_SECONDS, pool_pre_ping=True,
            connect_args=REACH | session, hide_parameters=True,
        )  # fmt: skip
        self._calls = TimedCalls()
        self._columns: tuple[str, ...] = ()

    def check(self) -> None:
        """Raises Refused."""
        # A database that is away is an outage, which /readyz reports.
        day = date.min.isoformat()
        try:
            for asked in ({_NAME: "", _BIRTH: day}, {_BIRTH: day}, {_NUMBER: ""}, {_HOUSEHOLD: ""}):
                self._rows(asked)
        except (ProgrammingError, DataError) as error:
            state = getattr(error.orig, "sqlstate", None)
            fault = f"the view must be there, readable, of text columns and days as text or date ({state})"
            raise _refused(fault if state else "the address has an option that PostgreSQL does not know") from None
        except (TimeoutError, SQLAlchemyError):
            return

    def ready(self) -> bool:
        try:
            self._find({_NUMBER: ""})
        except AdapterError:
            return False
        return True

    def find(self, name: str, birth: date) -> tuple[Resident, ...]:
        return self._find({_NAME: name, _BIRTH: birth.isoformat()})

    def born(self, birth: date) -> tuple[Resident, ...]:
        return self._find({_BIRTH: birth.isoformat()})

    def resident(self, number: str) -> Resident | None:
        return next(iter(self._find({_NUMBER: number})), None)

    def household(self, household: str) -> tuple[Resident, ...]:
        return self._find({_HOUSEHOLD: household})

    def _find(self, asked: Mapping[str, str]) -> tuple[Resident, ...]:
        try:
            rows = self._rows(asked)
        except Refused as refused:
            texts = "; ".join(complaint.text for complaint in refused.complaints)
            raise AdapterError(UNREADABLE, texts, permanent=False) from None
        except (DataError, ProgrammingError, UnicodeError) as error:
            self._columns = ()  # the view may be another one when it is asked next
            raise AdapterError(UNREADABLE, type(error).__name__, permanent=False) from None
        except (TimeoutError, SQLAlchemyError) as error:
            self._columns = ()
            raise AdapterError(AWAY, type(error).__name__, permanent=False) from None
        return tuple(map(resident_of, self._sound(rows)))

    def _rows(self, asked: Mapping[str, str]) -> Sequence[Row[*tuple[Any, ...]]]:
        # Without a type the server reads a day for a column of days, and text for one of text.
        same = [column(name) == bindparam(None, value, NullType()) for name, value in asked.items()]

        def ask() -> Sequence[Row[*tuple[Any, ...]]]:
            with self._engine.connect() as connection:
                names = self._columns  # another thread may forget them
                if not names:
                    empty = connection.execute(select(text("*")).select_from(_VIEW).where(false()))
                    self._columns = names = _columns({each[0]: each[1] for each in empty.cursor.description})
                # As text, without what fills a char(n).
                texts = [func.left(cast(column(name), Text()), _LONGEST + 1).label(name) for name in names]
                columns: Select[*tuple[Any, ...]] = select(*texts).select_from(_VIEW)
                ordered = columns.where(*same).order_by(_HEAD, column(_BIRTH), column(_NUMBER))
                return connection.execute(ordered.limit(_MOST + 1)).all()

        return self._calls.ask(ask, _SECONDS)

    def _sound(self, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[dict[str, str]]:
        # A row that cannot be read may be of somebody protected, so the others are not shown without it.
        lines = [{name: _cell(name, value) for name, value in row._mapping.items()} for row in rows]
        faults = sorted({f"{name}: {fault}" for line in lines for name, fault in RESIDENTS.faults(line)})
        long = {name for line in lines for name, value in line.items() if len(value) > _LONGEST}
        faults += [f"{name}: more than {_LONGEST} signs" for name in sorted(long)]
        if len({line[_NUMBER] for line in lines}) < len(lines):
            faults.append(f"{_NUMBER}: the same number is in two rows")
        if len(lines) > _MOST:
            faults.append(f"more than {_MOST} people")
        if faults:
            raise AdapterError(UNREADABLE, "; ".join(faults), permanent=False)
        return lines


def _columns(present: Mapping[str, Any]) -> tuple[str, ...]:
    missing = [name for name in RESIDENTS.columns if name not in present]
    held = [name for name in HELD if name in present]
    if held:
        missing += [name for name in HELD if name not in held]
    if missing:
        raise _refused(*(f"there is no column {name}" for name in missing))
    # As text it would match no person, in silence.
    if present[_NAME] not in _NAME_TYPES and present[_NAME] < _OF_THE_DATABASE:
        raise _refused(f"{_NAME}: it is a column of text")
    if timed := [name for name in _DAYS if name in present and present[name] not in _DAY_TYPES]:
        raise _refused(*(f"{name}: a column of days is date or text" for name in timed))
    return RESIDENTS.whole if held else RESIDENTS.columns


def _refused(*texts: str) -> Refused:
    return Refused([Complaint(VIEW, 1, 1, RESIDENTS.complaint, text) for text in texts])


def _cell(name: str, value: str | None) -> str:
    return _FLAGS.get(value or "", value or "") if name in _FLAGGED else value or ""
