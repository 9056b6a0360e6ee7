"""What the rules ask of a district's team beside its size."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RoleQuota:
    """At least `count` members whose role on the roster is `role`."""

    role: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class TeamRules:
    """Quotas of a team, off by default. `least_points` is in hundredths; `most_of_a_unit` None for
    any number; `young` members must be under `young_under` years old in the year of the round.
    `substitute_days` is how many days after publication a team can still be changed.
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
            (0 <= self.substitute_days <= 365, "Hạn thay thế phải từ 0 đến 365 ngày."),
        )
        return tuple(sentence for holds, sentence in checks if not holds)

    def sentences(self) -> tuple[str, ...]:
        """As the thể lệ says it."""
        parts = []
        if self.least_points:
            points = f"{self.least_points / 100:g}".replace(".", ",")
            parts.append(f"đạt từ {points} điểm trở lên")
        if self.most_of_a_unit is not None:
            parts.append(f"không quá {self.most_of_a_unit} người của một đơn vị")
        if self.women:
            parts.append(f"ít nhất {self.women} nữ")
        if self.young:
            parts.append(f"ít nhất {self.young} người dưới {self.young_under} tuổi")
        parts += [f"ít nhất {quota.count} {quota.role}" for quota in self.roles]
        said = []
        if parts:
            said.append(
                f"Đội tuyển phải bảo đảm: {'; '.join(parts)}. Trong các đội đủ điều kiện, chọn đội "
                "có thứ tự xếp hạng tốt nhất."
            )
        if self.captain:
            said.append("Đội tuyển có 1 đội trưởng do Ban Tổ chức đơn vị cử.")
        if self.substitute_days:
            said.append(
                f"Trong {self.substitute_days} ngày kể từ khi công bố kết quả, thành viên có thể "
                "được thay thế bằng văn bản nêu lý do; dự bị được đôn lên theo thứ tự."
            )
        return tuple(said)
