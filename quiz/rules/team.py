"""What the rules ask of a district's team beside its size."""

from dataclasses import dataclass
from math import prod

from question_bank.vietnamese import same_key
from quiz.rules.marking import say_points

UNIT, WOMAN, YOUNG, ROLE = "", "woman", "young", "role:"
"""How the search calls the quotas; a role is followed by its number in the rules."""
MOST_COMBINATIONS = 300
"""Of the minimums: how much of each is still lacking. The search keeps a table of them."""


@dataclass(frozen=True, slots=True)
class RoleQuota:
    """At least `count` members whose role on the roster is `role`."""

    role: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class TeamRules:
    """Quotas of a team, off by default. `least_points` is in hundredths; `most_of_a_unit` None for
    any number; `young` members must be under `young_under` years old in the year of the round.
    `substitute_days` is how many days after the day of publication a team can still be changed.
    """

    captain: bool = False
    least_points: int = 0
    most_of_a_unit: int | None = None
    women: int = 0
    young: int = 0
    young_under: int = 35
    roles: tuple[RoleQuota, ...] = ()
    substitute_days: int = 10

    def problems(self, seats: int) -> tuple[str, ...]:
        """What is wrong with it for a team of `seats`, a Vietnamese sentence each."""
        needs = (self.women, self.young, *(quota.count for quota in self.roles))
        checks = (
            (self.least_points >= 0, "Điểm tối thiểu của đội tuyển không được âm."),
            (
                self.most_of_a_unit is None or self.most_of_a_unit >= 1,
                "Số người tối đa của một đơn vị phải từ 1.",
            ),
            (
                all(0 <= need <= seats for need in (self.women, self.young)),
                "Số nữ và số người trẻ tối thiểu phải từ 0 đến số thành viên đội tuyển.",
            ),
            (16 <= self.young_under <= 70, "Tuổi của người trẻ phải từ 16 đến 70."),
            (
                all(quota.role.strip() and 1 <= quota.count <= seats for quota in self.roles),
                "Mỗi chức danh bắt buộc phải có tên và số người từ 1 đến số thành viên.",
            ),
            (
                len({same_key(quota.role) for quota in self.roles}) == len(self.roles),
                "Mỗi chức danh bắt buộc chỉ được nêu một lần.",
            ),
            (
                prod(max(0, need) + 1 for need in needs) <= MOST_COMBINATIONS,
                "Đội tuyển có quá nhiều điều kiện về số người tối thiểu; đề nghị bớt điều kiện.",
            ),
            (0 <= self.substitute_days <= 365, "Hạn thay thế phải từ 0 đến 365 ngày."),
        )
        return tuple(sentence for holds, sentence in checks if not holds)

    @property
    def role_counts(self) -> tuple[tuple[str, int], ...]:
        """How many of each role, by the search's name of it."""
        return tuple((f"{ROLE}{number}", one.count) for number, one in enumerate(self.roles))

    def said(self, quota: str, count: int) -> str:
        """A quota in a few words; 0 of a minimum is none."""
        if quota == UNIT:
            return f"không quá {count} người của một đơn vị"
        if quota == WOMAN:
            what = "nữ"
        elif quota == YOUNG:
            what = f"người dưới {self.young_under} tuổi"
        else:
            what = self.roles[int(quota.removeprefix(ROLE))].role
        return f"ít nhất {count} {what}" if count else f"không bắt buộc có {what}"

    def quotas_said(self) -> tuple[str, ...]:
        """What a member or a team must have, a few words each."""
        parts = []
        if self.least_points:
            parts.append(f"đạt từ {say_points(self.least_points)} điểm trở lên")
        if self.most_of_a_unit is not None:
            parts.append(self.said(UNIT, self.most_of_a_unit))
        least = ((WOMAN, self.women), (YOUNG, self.young), *self.role_counts)
        return (*parts, *(self.said(quota, count) for quota, count in least if count))

    def sentences(self, reserves: int) -> tuple[str, ...]:
        """As the thể lệ says it for a team with so many reserves."""
        parts = self.quotas_said()
        said = []
        if parts:
            said.append(
                f"Đội tuyển phải bảo đảm: {'; '.join(parts)}. Trong các đội đủ điều kiện, chọn đội "
                "có thứ tự xếp hạng tốt nhất."
            )
            if reserves:
                said.append(
                    "Dự bị là những người có thứ hạng cao nhất trong số còn lại mà khi thay một "
                    "thành viên thì đội vẫn bảo đảm các điều kiện này."
                )
        if self.young:
            said.append(
                "Tuổi là năm mở vòng thi trừ năm sinh; người chưa ghi năm sinh không được tính vào "
                "điều kiện này."
            )
        if self.captain:
            said.append("Đội tuyển có 1 đội trưởng do Ban Tổ chức đơn vị cử.")
        moves = "; dự bị được đôn lên theo thứ tự" if reserves else ""
        if reserves and parts:
            moves += ", qua người làm đội không bảo đảm điều kiện"
        said.append(
            f"Trong {self.substitute_days} ngày kể từ ngày công bố kết quả, đến hết ngày cuối "
            f"cùng, thành viên có thể được thay thế bằng văn bản nêu lý do{moves}."
            if self.substitute_days
            else "Sau ngày công bố kết quả, thành viên đội tuyển không được thay thế."
        )
        return tuple(said)
