"""Classes of the tests' own that recordings name: everything pydantic can be told to do."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import uuid
from typing import Annotated, Any, ClassVar, Generic, Literal, TypeVar

from pydantic import (
    AfterValidator,
    AliasChoices,
    AliasPath,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    RootModel,
    SecretStr,
    ValidationInfo,
    WrapValidator,
    computed_field,
    field_serializer,
    field_validator,
    model_validator,
)
from pydantic.alias_generators import to_camel
from typing_extensions import NotRequired, TypedDict

T = TypeVar("T")


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Plain(BaseModel):
    a: int
    b: str | None = None
    c: float = 0.5


class Aliased(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    first: int = Field(alias="one")
    second: str = Field(default="x", validation_alias="two", serialization_alias="zwei")
    third: int = Field(default=3, validation_alias=AliasChoices("three", AliasPath("deep", 0)))


class Camel(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, extra="allow")

    snake_case: int = 0
    other_name: str | None = None


class Defaults(BaseModel):
    numbers: list[int] = [1, 2]
    table: dict[str, list[int]] = Field(default_factory=lambda: {"a": [1]})
    inner: Plain = Plain(a=1)
    late: int = Field(default_factory=lambda data: data["numbers"][0] if data["numbers"] else -1)


class Validated(BaseModel):
    before: int
    after: int
    wrap: int = 7
    annotated: Annotated[int, BeforeValidator(lambda v: v or 0), AfterValidator(lambda v: -v)] = 1
    wrapped: Annotated[Any, WrapValidator(lambda v, inner: [inner(v)])] = None

    @field_validator("before", mode="before")
    @classmethod
    def strip(cls, value: Any) -> Any:
        return value.strip() if isinstance(value, str) else value

    @field_validator("after")
    @classmethod
    def double(cls, value: int, info: ValidationInfo) -> int:
        if value < 0:
            raise ValueError("must not be below 0")
        return value * 2 + len(info.data)

    @field_validator("wrap", mode="wrap")
    @classmethod
    def either(cls, value: Any, handler: Any) -> Any:
        try:
            return handler(value)
        except ValueError:
            return 0


class ModelValidated(BaseModel):
    a: int
    b: int = 0

    @model_validator(mode="before")
    @classmethod
    def rename(cls, data: Any) -> Any:
        return {("a" if key == "z" else key): value for key, value in data.items()}

    @model_validator(mode="after")
    def compare(self) -> ModelValidated:
        if self.b > self.a:
            raise ValueError("b is above a")
        return self


class Wrapped(BaseModel):
    a: int

    @model_validator(mode="wrap")
    @classmethod
    def around(cls, data: Any, handler: Any) -> Any:
        made = handler(data)
        object.__setattr__(made, "a", made.a + 1)
        return made


class Private(BaseModel):
    model_config = ConfigDict(extra="allow")

    a: int = 0
    _count: int = PrivateAttr(default=3)
    _items: list[int] = PrivateAttr(default_factory=lambda: [1])
    _unset: int = PrivateAttr()


class PostInit(BaseModel):
    a: int
    _doubled: int = PrivateAttr(default=0)

    def model_post_init(self, context: Any) -> None:  # noqa: ARG002
        self._doubled = self.a * 2


class Computed(BaseModel):
    a: int

    @computed_field  # type: ignore[prop-decorator]
    @property
    def twice(self) -> int:
        return self.a * 2

    @field_serializer("a")
    def written(self, value: int) -> str:
        return f"<{value}>"


class Forbid(Plain):
    model_config = ConfigDict(extra="forbid")


class Ignore(Plain):
    model_config = ConfigDict(extra="ignore")


class Allow(Plain):
    model_config = ConfigDict(extra="allow")


class TypedExtras(Plain):
    model_config = ConfigDict(extra="allow")

    __pydantic_extra__: dict[str, int] = Field(init=False)


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)

    a: int
    b: tuple[int, ...] = ()


class Strict(BaseModel):
    model_config = ConfigDict(strict=True)

    a: int = 0
    f: float = 0.0
    s: str = ""
    b: bool = False


class Configured(BaseModel):
    model_config = ConfigDict(
        str_strip_whitespace=True,
        str_to_upper=True,
        str_max_length=8,
        coerce_numbers_to_str=True,
        use_enum_values=True,
        validate_default=True,
        validate_assignment=True,
        from_attributes=True,
        allow_inf_nan=False,
        protected_namespaces=(),
    )

    s: str = " d "
    colour: Colour = Colour.RED
    f: float = 1.0
    model_name: str = "M"


class Pair(BaseModel, Generic[T]):
    left: T
    right: list[T] = []


class IntPair(Pair[int]):
    pass


class Times(BaseModel):
    at: datetime.datetime
    day: datetime.date | None = None
    lasts: datetime.timedelta = datetime.timedelta(0)
    ident: uuid.UUID | None = None
    price: decimal.Decimal = decimal.Decimal("1.0")
    raw: bytes = b""
    secret: SecretStr = SecretStr("s")
    members: set[int] = set()
    frozen: frozenset[str] = frozenset()
    pair: tuple[int, str] = (1, "a")


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog"]
    name: str
    owner: Plain | None = None


class Unions(BaseModel):
    model_config = ConfigDict(extra="allow")

    plain: int | str | None = None
    left: Annotated[int | float, Field(union_mode="left_to_right")] = 0
    models: Plain | Dog | None = None
    tagged: Annotated[Cat | Dog, Field(discriminator="kind")] | None = None
    many: list[Annotated[Cat | Dog, Field(discriminator="kind")]] = []
    numbers: list[int] | list[float] | dict[str, Any] | None = None


class Constrained(BaseModel):
    small: Annotated[int, Field(ge=0, lt=10)] = 0
    short: Annotated[str, Field(min_length=1, max_length=3, pattern="^[a-z]+$")] = "a"
    few: Annotated[list[int], Field(max_length=2)] = []
    even: Annotated[int, Field(multiple_of=2)] = 0
    exact: Literal["a", 1, True, None] = "a"
    strict: Annotated[int, Field(strict=True)] = 0
    hidden: int = Field(default=0, exclude=True)
    silent: int = Field(default=0, repr=False)


class Listed(RootModel[list[int]]):
    pass


class Mapped(RootModel[dict[str, Plain]]):
    pass


class Row(TypedDict):
    a: int
    b: NotRequired[str]


@dataclasses.dataclass
class Point:
    x: int
    y: list[int] = dataclasses.field(default_factory=list)


class Holder(BaseModel):
    row: Row
    point: Point | None = None
    colour: Colour = Colour.RED
    level: Level | None = None
    anything: Any = None
    fixed: ClassVar[int] = 3


class Tree(BaseModel):
    value: int = 0
    children: list[Tree] = []
    by_name: dict[str, Tree] = {}
