"""Turn a drawn world into the twelve exports of a cycle, messy as they come."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from analysis.domain.periods import last_day
from analysis.domain.places import villages_of_province
from analysis.simulate import comments, effects
from analysis.simulate.mess import CORRECTED, MISSING, QUARANTINED, Spoiler, Stationery
from analysis.simulate.world import _POSTS, FIRST_WAVE, MONTHS, QUARTERS, SECTORS, SEMESTERS, YEARS, World, in_service
from analysis.simulate.writers import Table, marked, write_csv, write_html_xls, write_xlsx, write_zip

_RATING = np.array(["", "Di Bawah Ekspektasi", "Sesuai Ekspektasi", "Di Atas Ekspektasi"])
_SERVICES = ("KTP-el", "Kartu Keluarga", "Surat Pindah", "Surat Keterangan Usaha", "Legalisasi")
_COMPLAINTS = ("Waktu layanan", "Sikap petugas", "Persyaratan", "Sarana", "Biaya")
_LEVY = "Pungutan liar"
_EDUCATION = ("SMA/SMK", "D-III", "S-1", "S-2")
_LIKERT = ("Tidak Baik", "Kurang Baik", "Baik", "Sangat Baik")
#: Places of the items worded in favour of rotation.
_TURNED = [2, 6, 10]
_KELAS = {"SMA/SMK": "II/a", "D-III": "II/c", "S-1": "III/a", "S-2": "III/b"}


class Cycle:
    """One cycle's share of the world: the semesters first delivered in it.

    Parameters
    ----------
    world : the drawn world.
    name : folder name, also the stream of the mess.
    first, last : first and last semester place that the cycle delivers.
    """

    def __init__(self, world: World, name: str, first: int, last: int, seed: int) -> None:
        self.world, self.name, self.first, self.last, self.seed = world, name, first, last, seed
        self.end = pd.Timestamp(last_day(SEMESTERS[last]))
        self.office = Stationery(*world.setting.letterhead)
        self.ledger: list[dict] = []
        #: Joint programmes as drawn: units' places, start, and whether a mover's link made it.
        self.joint: list[tuple[list[int], pd.Timestamp, bool]] = []
        #: How often open answers name each theme, as drawn.
        self.themes: list[dict] = []

    def spoiler(self, stream: int) -> Spoiler:
        """Return a source's own source of mess, so that one export's draws never move another's."""
        return Spoiler([self.seed, self.last, stream], villages_of_province(self.world.setting.area.programme.code))

    @property
    def full(self) -> bool:
        """Whether this is the first delivery, which brings the whole history."""
        return self.first == 0

    def scaled(self, history: int, increment: int) -> int:
        """Choose how many rows to spoil by the size of the delivery."""
        return history if self.full else increment

    def write(self, folder: Path) -> None:
        """Write the twelve exports into a folder that exists."""
        self.pegawai(folder / "pegawai.xlsx")
        self.mutasi(folder / "mutasi.xlsx")
        self.skp(folder / "skp.zip")
        self.presensi(folder / "presensi.zip")
        self.kompetensi(folder / "kompetensi.xlsx")
        self.layanan(folder / "layanan.zip")
        self.pengaduan(folder / "pengaduan.csv")
        self.skm(folder / "skm.xlsx")
        self.sosialisasi(folder / "sosialisasi.xlsx")
        self.resistensi(folder / "resistensi.csv")
        self.kolaborasi(folder / "kolaborasi.xlsx")
        self.standar_jabatan(folder / "standar_jabatan.xls")

    def pegawai(self, path: Path) -> None:
        """Write the officer register as it stands at the end of the cycle."""
        w, spoil = self.world, self.spoiler(1)
        o = w.officers[w.officers["enter"] <= self.last]
        moved = w.moves[w.moves["semester"] <= self.last].drop_duplicates("officer", keep="last").set_index("officer")
        unit = o["unit"].where(~o.index.isin(moved.index), moved["to"].reindex(o.index)).astype(int)
        post = o["post"].where(~o.index.isin(moved.index), moved["post_to"].reindex(o.index))
        since = o["post_since"].where(~o.index.isin(moved.index), moved["tmt"].reindex(o.index))
        gone = o["exit"] <= self.last
        status = np.where(gone, np.where(o["retired"], "Pensiun", "Pindah Keluar"), np.where(o["pppk"], "PPPK", "PNS"))
        frame = marked(
            pd.DataFrame(
                {
                    "NIP": o["nip"],
                    "Nama": o["name"],
                    "Gelar": np.where(o["education"] == "S-1", "S.Sos. (contoh)", ""),
                    "Tanggal Lahir": o["birth"],
                    "Jenis Kelamin": np.where(o["female"], "P", "L"),
                    "Gol/Ruang": o["grade"],
                    "TMT Golongan": o["grade_since"],
                    "Jenis Jabatan": np.where(o["post"].str.startswith("Kepala"), "Struktural", "Pelaksana"),
                    "Jabatan": post,
                    "Unit Kerja": w.units["unit_id"].to_numpy()[unit],
                    "Pendidikan": o["education"],
                    "Jurusan": o["field"],
                    "TMT Jabatan": since,
                    "Status": status,
                }
            )
        )
        spoil.nip(frame, 12, named=False)
        spoil.unit(frame, "Unit Kerja", 6)
        spoil.cells(frame, "Jenis Kelamin", 4, "required_missing", QUARANTINED, lambda v: MISSING[0])
        frame = spoil.duplicates(frame, 15)
        untouched = ~frame["_rule"].isin(["unit_near_spelling", "unit_unknown"])
        frame.loc[untouched, "Unit Kerja"] = spoil.spell_units(frame.loc[untouched, "Unit Kerja"])
        for column in ("Tanggal Lahir", "TMT Golongan", "TMT Jabatan"):
            frame[column] = spoil.spell_dates(frame[column], True, plain=0.95)
        write_xlsx(
            path, [self.office.dressed(frame, "Data Pegawai", "Daftar Pegawai Negeri Sipil dan PPPK")], self.ledger
        )

    def mutasi(self, path: Path) -> None:
        """Write the SK list, a sheet an SK, with cancelled SK, double SK and slips of dates among them."""
        w, spoil = self.world, self.spoiler(2)
        o, names = w.officers, w.units["unit_id"].to_numpy()
        moves = w.moves[(w.moves["semester"] >= self.first) & (w.moves["semester"] <= self.last)]
        tables = []
        for s, group in moves.groupby("semester"):
            start = group["sk_date"].min()
            numbers = [f"800.1.3.3/{1000 + 40 * s + k % 7}/{start.year}" for k in range(len(group))]
            frame = self._sk(group["officer"], numbers, group, o, names)
            idle = o.index[o["programme"] & (o["cohort"] < 0) & (o["exit"] > self.last) & (o["enter"] <= s)].to_numpy()
            pool = w.units.index[w.units["ours"]].to_numpy()
            extra = self._void(
                spoil, spoil.rng.choice(idle, min(6, len(idle)), replace=False), pool, group, int(s), names
            )
            double = self._double(spoil, frame, names[pool], int(s))
            spoil.nip(frame, 2, named=True)
            spoil.cells(frame, "TMT", 1, "tmt_before_sk", CORRECTED, lambda v: v - pd.Timedelta(days=60))
            spoil.cells(frame, "TMT", 1, "date_unreadable", QUARANTINED, lambda v: "31 Februari 2023")
            frame = pd.concat([double, frame, extra], ignore_index=True)
            for column in ("Unit Lama", "Unit Baru"):
                frame[column] = spoil.spell_units(frame[column])
            for column in ("Tanggal SK", "TMT"):
                frame[column] = spoil.spell_dates(frame[column], True)
            sheet = f"SK {SEMESTERS[s]}"
            tables.append(self.office.dressed(frame, sheet, f"Lampiran Keputusan tentang Mutasi {sheet}", total=False))
        write_xlsx(path, tables, self.ledger)

    @staticmethod
    def _sk(
        officer: pd.Series, numbers: list[str], group: pd.DataFrame, o: pd.DataFrame, names: np.ndarray
    ) -> pd.DataFrame:
        return marked(
            pd.DataFrame(
                {
                    "No SK": numbers,
                    "Tanggal SK": group["sk_date"],
                    "NIP": o["nip"].loc[officer].to_numpy(),
                    "Nama": o["name"].loc[officer].to_numpy(),
                    "Jabatan Lama": group["post_from"],
                    "Unit Lama": names[group["from"]],
                    "Jabatan Baru": group["post_to"],
                    "Unit Baru": names[group["to"]],
                    "TMT": group["tmt"],
                    "Jenis Mutasi": "Program Mutasi",
                }
            )
        )

    def _void(
        self, spoil: Spoiler, officers: np.ndarray, pool: np.ndarray, group: pd.DataFrame, s: int, names: np.ndarray
    ) -> pd.DataFrame:
        """Make moves that never took place: two cancelled with their cancellation, one within its unit, two of
        the officers' own wish (real, but not the programme's)."""
        o = self.world.officers
        group = group.iloc[np.arange(len(officers)) % len(group)].assign(
            officer=officers,
            **{
                "from": o["unit"].loc[officers].to_numpy(),
                "to": [spoil.rng.choice(pool[pool != home]) for home in o["unit"].loc[officers]],
                "post_from": o["post"].loc[officers].to_numpy(),
            },
        )
        year = group["sk_date"].iloc[0].year
        numbers = [f"800.1.3.3/{1030 + 40 * s + k}/{year}" for k in range(len(group))]
        frame = self._sk(group["officer"], numbers, group, o, names)
        if len(frame) < 5:
            return frame.iloc[:0]
        frame = frame.iloc[[0, 1, 0, 1, 2, 3, 4]].reset_index(drop=True)
        frame["_disposition"] = QUARANTINED
        frame["_rule"] = (
            ["sk_cancelled", "sk_cancelled", "sk_cancellation", "sk_cancellation"] + ["same_unit"] + [""] * 2
        )
        frame.loc[[2, 3], "Jenis Mutasi"] = "Pembatalan SK"
        frame.loc[4, "Unit Baru"] = frame.loc[4, "Unit Lama"]
        frame.loc[[5, 6], "Jenis Mutasi"] = "Permintaan Sendiri"
        frame.loc[[5, 6], "_disposition"] = ""
        return frame

    @staticmethod
    def _double(spoil: Spoiler, frame: pd.DataFrame, pool: np.ndarray, s: int) -> pd.DataFrame:
        """Copy two moves into an SK of the same day and lower number, which the higher number replaced."""
        double = frame.loc[spoil.rows(frame, 2)].copy()
        double["No SK"] = [f"800.1.3.3/{990 + 40 * s + k}/{v[-4:]}" for k, v in enumerate(double["No SK"])]
        double["Unit Baru"] = [
            str(spoil.rng.choice([u for u in pool if u not in (a, b)]))
            for a, b in zip(double["Unit Lama"], double["Unit Baru"], strict=True)
        ]
        double["_rule"], double["_disposition"] = "two_sk_one_day", "merged"
        # the row that stays must not be spoilt, or it would no longer replace its twin
        frame.loc[double.index, "_rule"] = "_twin"
        return double

    def skp(self, path: Path) -> None:
        """Write e-Kinerja results: a number to 2021, two ratings and their predikat from 2022."""
        w, spoil = self.world, self.spoiler(3)
        nips, p = w.officers["nip"].to_numpy(), w.performance
        serving = in_service(w.officers)
        who = np.argsort(nips)
        tables = []
        for old, name in ((True, "skp_nilai.csv"), (False, "skp_predikat.csv")):
            span = [s for s in range(max(self.first - 1, 0), self.last + 1) if (s < 6) == old]
            if not span:
                continue
            at = np.array([(i, s) for i in who for s in span if serving[i, s]])
            i, s = at[:, 0], at[:, 1]
            columns: dict[str, object] = {"NIP": nips[i], "Periode": self._periods(spoil, s)}
            if old:
                columns["Nilai"] = [f"{v:.2f}".replace(".", ",") for v in p["number_factual"][i, s]]
            else:
                result, conduct = p["result_factual"][i, s], p["conduct_factual"][i, s]
                columns |= {"Hasil Kerja": _RATING[result], "Perilaku": _RATING[conduct]}
                columns["Predikat"] = _predikat(result, conduct)
            columns["NIP Penilai"] = nips[p["rater"][i, s] * 7 % len(nips)]
            frame = marked(pd.DataFrame(columns)).assign(_place=s)
            if not self.full:
                # the last semester of the cycle before comes again, a tenth of it, some of it corrected
                resent = (s == self.first - 1) & (spoil.rng.random(len(s)) < 0.1)
                frame = frame[resent | (s >= self.first)].reset_index(drop=True)
            n = self.scaled(40, 8)
            spoil.nip(frame, n, named=False)
            spoil.cells(frame, "Periode", n // 4, "required_missing", QUARANTINED, lambda v: "kosong")
            if old:
                spoil.cells(frame, "Nilai", n, "value_out_of_range", QUARANTINED, lambda v: str(v).replace(",", ""))
            else:
                spoil.cells(frame, "Predikat", n, "predikat_rederived", CORRECTED, _other_predikat)
                spoil.cells(frame, "Hasil Kerja", n // 2, "required_missing", QUARANTINED, lambda v: "n/a")
            frame = spoil.duplicates(frame.drop(columns="_place"), n)
            tables.append(Table(frame, name))
        write_zip(path, tables, self.ledger, ";;", ["cp1252", "utf-8-sig"])

    @staticmethod
    def _periods(spoil: Spoiler, places: np.ndarray) -> list[str]:
        styles = ("{y}-S{h}", "Semester {r} {y}", "Smt {h}/{y}", "SEMESTER {h} TAHUN {y}")
        texts = [
            [t.format(y=2019 + s // 2, h=s % 2 + 1, r="I" * (s % 2 + 1)) for t in styles] for s in range(len(SEMESTERS))
        ]
        style = spoil.rng.choice(len(styles), size=len(places), p=[0.6, 0.2, 0.15, 0.05])
        return [texts[s][k] for s, k in zip(places, style, strict=True)]

    def presensi(self, path: Path) -> None:
        """Write monthly attendance, a file a year."""
        w, spoil = self.world, self.spoiler(4)
        nips, a = w.officers["nip"].to_numpy(), w.attendance
        serving = in_service(w.officers)
        tables = []
        months = range(self.first * 6, self.last * 6 + 6)
        for year in sorted({m // 12 for m in months}):
            span = [m for m in months if m // 12 == year]
            keep = serving[:, [m // 6 for m in span]]
            i, k = np.nonzero(keep[np.argsort(nips)])
            i, m = np.argsort(nips)[i], np.array(span)[k]
            frame = marked(
                pd.DataFrame(
                    {
                        "NIP": nips[i],
                        "Bulan": np.array(MONTHS)[m],
                        "Hari Kerja": a["days"][i, m],
                        "Hadir": a["present"][i, m],
                        "Terlambat": a["late"][i, m],
                        "Tanpa Keterangan": a["absent"][i, m],
                    }
                )
            )
            n = self.scaled(25, 15)
            spoil.nip(frame, n, named=False)
            spoil.cells(frame, "Hadir", n, "more_days_than_month", QUARANTINED, lambda v: int(str(v)) + 30)
            spoil.cells(frame, "Hadir", n, "required_missing", QUARANTINED, lambda v: "-")
            frame = spoil.duplicates(frame, n)
            tables.append(Table(frame, f"presensi_{2019 + year}.csv"))
        write_zip(path, tables, self.ledger, ";,\t", ["utf-8-sig", "utf-8", "utf-16"])

    def kompetensi(self, path: Path) -> None:
        """Write the yearly assessment (held in the first half from the second year of a cycle pair), a sheet a year."""
        w, spoil = self.world, self.spoiler(5)
        serving = in_service(w.officers)
        tables = []
        # the assessment of a year closes in December and comes with the cycle of its second semester
        for year in [y for y in range(len(YEARS)) if self.first <= 2 * y + 1 <= self.last]:
            i = np.flatnonzero(serving[:, 2 * year + 1])
            scores = w.scores["factual"][i, year]
            by_sector = {sector.capitalize(): scores[:, k] for k, sector in enumerate(SECTORS)}
            nips = w.officers["nip"].to_numpy()[i]
            frame = marked(pd.DataFrame({"NIP": nips, "Tahun": int(YEARS[year])} | by_sector))
            spoil.nip(frame, 6, named=False)
            spoil.cells(frame, "Kesehatan", 6, "value_out_of_range", QUARANTINED, lambda v: float(str(v)) * 10)
            comma = spoil.rows(frame, 400)
            for sector in ("Administrasi", "Lapangan"):
                frame.loc[comma, sector] = [str(v).replace(".", ",") for v in frame.loc[comma, sector]]
            frame = spoil.duplicates(frame, 6)
            sheet = self.office.dressed(frame, YEARS[year], f"Hasil Uji Kompetensi {YEARS[year]}", total=False)
            sheet.groups = {"Skor Kompetensi per Bidang (0-100)": [s.capitalize() for s in SECTORS]}
            tables.append(sheet)
        write_xlsx(path, tables, self.ledger)

    def _months(self, frame: pd.DataFrame) -> pd.DataFrame:
        return frame[(frame["month"] >= self.first * 6) & (frame["month"] < self.last * 6 + 6)]

    def layanan(self, path: Path) -> None:
        """Write the service register, a file a year; services still open at the end of the cycle have no end date."""
        w, spoil = self.world, self.spoiler(6)
        rows = self._months(w.services).sort_values(["month", "unit"], kind="stable")
        names = pd.Series(w.units["unit_id"].to_numpy()[rows["unit"]], index=rows.index)
        start = _dates(rows["month"], rows["day"])
        finish = start + pd.to_timedelta(rows["days"], unit="D")
        finish = finish.where(finish <= self.end)
        nips = np.append(w.officers["nip"].to_numpy(), "-")[rows["officer"]]
        frame = pd.DataFrame(
            {
                "Nomor": [f"L-{MONTHS[m]}-{k:06d}" for k, m in zip(rows.index, rows["month"], strict=True)],
                "Unit": names,
                "Jenis Layanan": np.array(_SERVICES)[rows["kind"]],
                "Diterima": start.dt.strftime("%d/%m/%Y"),
                "Selesai": finish.dt.strftime("%d/%m/%Y").fillna("-"),
                "Standar (hari)": rows["standard"],
                "Petugas (NIP)": nips,
            }
        )
        tables = []
        year = rows["month"] // 12
        for y, part in frame.groupby(year):
            part = marked(part)
            n = self.scaled(20, 20)
            spoil.unit(part, "Unit", n)
            closed = part["Selesai"] != "-"
            spoil.cells(part, "Selesai", n, "finished_before_received", QUARANTINED, lambda v: "01/01/2015", closed)
            spoil.cells(part, "Diterima", n, "date_unreadable", QUARANTINED, lambda v: "31/02" + str(v)[5:])
            part = spoil.duplicates(part, n)
            odd = spoil.rows(part, len(part) // 8)
            part.loc[odd, "Unit"] = spoil.spell_units(part.loc[odd, "Unit"])
            tables.append(Table(part, f"layanan_{2019 + int(y)}.csv"))
        write_zip(path, tables, self.ledger, ";", ["utf-8-sig", "cp1252"])

    def pengaduan(self, path: Path) -> None:
        """Write the complaints of the public channels."""
        w, spoil = self.world, self.spoiler(7)
        rows = self._months(w.complaints)
        start = _dates(rows["month"], rows["day"])
        done = start + pd.to_timedelta(rows["took"], unit="D")
        frame = marked(
            pd.DataFrame(
                {
                    "ID": [f"LH{k:06d}" for k in rows.index],
                    "Tanggal": start,
                    "Unit": w.units["unit_id"].to_numpy()[rows["unit"]],
                    "Kategori": np.where(rows["levy"], _LEVY, np.array(_COMPLAINTS)[rows["kind"]]),
                    "Status": np.where(done <= self.end, "Selesai", "Diproses"),
                    "Tanggal Selesai": done.where(done <= self.end),
                }
            )
        )
        n = self.scaled(12, 3)
        spoil.unit(frame, "Unit", n)
        spoil.cells(frame, "Tanggal", n, "date_unreadable", QUARANTINED, lambda v: "tidak diketahui")
        frame = spoil.duplicates(frame, n)
        good = frame["_rule"].isin(["", "superseded"])
        frame.loc[good, "Unit"] = spoil.spell_units(frame.loc[good, "Unit"])
        for column in ("Tanggal", "Tanggal Selesai"):
            frame[column] = spoil.spell_dates(frame[column], False)
        table = self.office.dressed(frame, "", "Rekap Pengaduan LaporHendi dan SP4N", total=False)
        write_csv(path, table, self.ledger, ",", "utf-8")

    def skm(self, path: Path) -> None:
        """Write the citizens' survey, a sheet a year."""
        w, spoil = self.world, self.spoiler(8)
        quarters = np.flatnonzero([self.first <= q // 2 <= self.last for q in range(len(QUARTERS))])
        rows = w.answers[w.answers["quarter"].isin(quarters)].sort_values(["quarter", "unit"], kind="stable")
        day = pd.to_datetime(
            pd.DataFrame({"year": 2019 + rows["quarter"] // 4, "month": rows["quarter"] % 4 * 3 + 1, "day": 1})
        ) + pd.to_timedelta(rows["day"], unit="D")
        ours = w.units["ours"].to_numpy(bool)[rows["unit"]]
        started = (rows["quarter"] >= 2 * FIRST_WAVE).to_numpy()
        groups = np.where(ours & started, "programme", "others")
        said = comments.draw(np.random.default_rng([self.seed, self.last, 108]), "skm", groups, rate=0.12)
        self.themes += comments.truth("skm", groups, said, started)
        frame = pd.DataFrame(
            {
                "Tanggal": day,
                "Unit": w.units["unit_id"].to_numpy()[rows["unit"]],
                "Layanan": np.array(_SERVICES)[rows["kind"]],
                "Umur": rows["age"],
                "Jenis Kelamin": np.where(rows["female"], "Perempuan", "Laki-laki"),
                "Pendidikan": np.array(_EDUCATION)[rows["education"]],
                **{f"U{k}": rows[f"U{k}"] for k in range(1, 10)},
                "Saran": [c.text for c in said],
            }
        )
        tables = []
        for year, part in frame.groupby(day.dt.year):
            part = marked(part)
            n = self.scaled(15, 15)
            spoil.unit(part, "Unit", n // 2)
            spoil.cells(part, "U3", n, "value_out_of_range", QUARANTINED, lambda v: 7)
            spoil.cells(part, "U5", n, "required_missing", QUARANTINED, lambda v: "n/a")
            spoil.cells(part, "Umur", n // 2, "optional_unreadable", CORRECTED, lambda v: "tiga puluh")
            worded = spoil.rows(part, len(part) // 10)
            for k in range(1, 10):
                part.loc[worded, f"U{k}"] = [f"{v} ({_LIKERT[int(v) - 1]})" for v in part.loc[worded, f"U{k}"]]
            good = part["_rule"].isin([""])
            part.loc[good, "Unit"] = spoil.spell_units(part.loc[good, "Unit"])
            part["Tanggal"] = spoil.spell_dates(part["Tanggal"], True, plain=0.97)
            sheet = self.office.dressed(part, str(year), f"Survei Kepuasan Masyarakat {year}", total=False)
            sheet.groups = {"Unsur Pelayanan": [f"U{k}" for k in range(1, 10)]}
            tables.append(sheet)
        write_xlsx(path, tables, self.ledger)

    def _audience(self) -> pd.DataFrame:
        """Return the cycle's moved officers with the sosialisasi sessions each attended before the move (0–3)."""
        w = self.world
        moves = w.moves[w.moves["first"] & w.moves["semester"].between(self.first, self.last)]
        rng = np.random.default_rng([self.seed, 99])
        dose = rng.integers(0, 4, len(w.officers))
        return moves.assign(dose=dose[moves["officer"]])

    def sosialisasi(self, path: Path) -> None:
        """Write attendance at the information sessions held before each wave."""
        w, spoil = self.world, self.spoiler(9)
        audience = self._audience()
        rows = audience.loc[audience.index.repeat(3)].assign(session=np.tile([0, 1, 2], len(audience)))
        date = rows["tmt"] - pd.to_timedelta(30 + 10 * rows["session"], unit="D")
        topics = np.array(["Tujuan program mutasi", "Hak dan kewajiban", "Pendampingan di tempat baru"])
        frame = marked(
            pd.DataFrame(
                {
                    "Tanggal": date,
                    "Topik": topics[rows["session"]],
                    "NIP": w.officers["nip"].to_numpy()[rows["officer"]],
                    "Nama": w.officers["name"].to_numpy()[rows["officer"]],
                    "Hadir": np.where(rows["session"] < rows["dose"], "Ya", "Tidak"),
                }
            )
        )
        spoil.nip(frame, self.scaled(8, 2), named=True)
        frame = spoil.duplicates(frame, self.scaled(10, 2))
        frame["Tanggal"] = spoil.spell_dates(frame["Tanggal"], True)
        write_xlsx(path, [self.office.dressed(frame, "Daftar Hadir", "Daftar Hadir Sosialisasi Mutasi")], self.ledger)

    def resistensi(self, path: Path) -> None:
        """Write the Likert survey of the moved and of as many who stayed; later cycles ask before sosialisasi too."""
        w, spoil = self.world, self.spoiler(10)
        o, audience, rng = w.officers, self._audience(), spoil.rng
        stay = o.index[o["programme"] & (o["cohort"] < 0) & (o["exit"] > self.last)].to_numpy()
        stay = rng.choice(stay, size=min(len(audience), len(stay)), replace=False)
        who = np.concatenate([audience["officer"], stay])
        dose = np.concatenate([audience["dose"], np.zeros(len(stay))])
        moved = np.arange(len(who)) < len(audience)
        before = 2.8 + 0.3 * moved + 0.25 * o["long_tenure"].to_numpy()[who]
        level = before + effects.SOSIALISASI_EFFECT * dose * moved
        person = rng.normal(0, 0.6, len(who))
        items = _items(level + person, rng)
        straight = rng.random(len(who)) < 0.02
        items[straight] = 3
        answered = rng.random(len(who)) < 0.8
        stamp = self.end - pd.to_timedelta(rng.integers(1, 60 * 24, len(who)), unit="h")
        # draws of their own, so that what else the survey holds stays as it is
        aside = np.random.default_rng([self.seed, self.last, 110])
        groups = np.where(moved, "moved", "not_moved")
        said = comments.draw(aside, "resistensi", groups, rate=0.5)
        self.themes += comments.truth("resistensi", groups, said, answered)

        beside = np.random.default_rng([self.seed, self.last, 111])
        fair = 3.1 + effects.FAIRNESS_OF_MOVED * moved - 0.3 * person

        def form(stamp: pd.DatetimeIndex, items: np.ndarray, fair: np.ndarray, comment: list[str]) -> pd.DataFrame:
            named = {"Timestamp": stamp.strftime("%d/%m/%Y %H:%M:%S"), "NIP": o["nip"].to_numpy()[who]}
            named |= {f"Q{k + 1}": items[:, k] for k in range(12)}
            noise = beside.normal(0, 0.5, (len(fair), 1)) + beside.normal(0, 0.7, (len(fair), 3))
            asked = np.clip(np.round(fair[:, None] + noise), 1, 5).astype(int)
            return pd.DataFrame(named | {f"F{k + 1}": asked[:, k] for k in range(3)} | {"Komentar": comment})

        after = fair + effects.FAIRNESS_OF_SESSIONS * dose * moved
        frame = marked(form(stamp, items, after, [c.text for c in said])[answered])
        n = self.scaled(5, 2)
        spoil.nip(frame, n, named=False)
        spoil.cells(frame, "Q4", n, "value_out_of_range", QUARANTINED, lambda v: 9)
        frame = spoil.duplicates(frame, n)
        if not self.full:
            first = pd.DatetimeIndex([audience["tmt"].min()] * len(who)) - pd.Timedelta(days=60)
            first -= pd.to_timedelta(aside.integers(1, 14 * 24, len(who)), unit="h")
            early = form(first, _items(before + person, aside), fair, [""] * len(who))
            frame = pd.concat([frame, marked(early[aside.random(len(who)) < 0.8])], ignore_index=True)
        write_csv(path, Table(frame, ""), self.ledger, ",", "utf-8")

    def kolaborasi(self, path: Path) -> None:
        """Write the joint programmes of units; those that movers link have more of them."""
        w, spoil = self.world, self.spoiler(11)
        rng, names = spoil.rng, w.units["unit_id"].to_numpy()
        ours = np.flatnonzero(w.units["ours"])
        links = w.moves[w.moves["semester"].between(self.first, self.last)][["from", "to", "tmt"]].to_numpy()
        rows = []
        for k in range(self.scaled(72, 14)):
            tied = rng.random() < effects.TIED_PROGRAMMES
            if tied:
                a, b, tmt = links[rng.integers(len(links))]
                start = tmt + pd.Timedelta(days=int(rng.integers(30, 200)))
            else:
                a, b = rng.choice(ours, 2, replace=False)
                start = pd.Timestamp(2019 + self.first // 2, 1, 10) + pd.Timedelta(
                    days=int(rng.integers(0, 180 * (self.last - self.first + 1)))
                )
            pair = [a, b] + ([rng.choice(ours)] if rng.random() < 0.2 else [])
            pair = list(dict.fromkeys(int(v) for v in pair))
            self.joint.append((pair, start, tied))
            rows.append(
                (
                    f"Program Bersama {k + 1 + 100 * self.last:04d}",
                    "; ".join(names[pair]),
                    ", ".join(dict.fromkeys(w.units["sector"].to_numpy()[pair])),
                    start,
                    start + pd.Timedelta(days=int(rng.integers(30, 300))),
                )
            )
        frame = marked(pd.DataFrame(rows, columns=["Program", "Unit Terlibat", "Sektor", "Mulai", "Selesai"]))
        spoil.cells(frame, "Mulai", 2, "date_unreadable", QUARANTINED, lambda v: "awal tahun")
        frame = spoil.duplicates(frame, 2)
        for column in ("Mulai", "Selesai"):
            frame[column] = spoil.spell_dates(frame[column], True)
        write_xlsx(path, [self.office.dressed(frame, "Program", "Program Kolaborasi Antarunit")], self.ledger)

    def standar_jabatan(self, path: Path) -> None:
        """Write the standards of posts as the web application exports them: HTML under the name .xls."""
        spoil = self.spoiler(12)
        rows = []
        for sector, posts in _POSTS.items():
            for post in posts:
                for education in _EDUCATION:
                    load = {"administrasi": 1, "pendidikan": 2, "kesehatan": 3, "lapangan": 4}[sector]
                    rows.append(
                        (post, sector.capitalize(), education, "Semua Jurusan", _KELAS[education], 55 + 5 * load, load)
                    )
        columns = ["Jabatan", "Sektor", "Pendidikan Minimal", "Jurusan", "Gol Minimal", "Kompetensi", "Beban Lapangan"]
        frame = marked(pd.DataFrame(rows, columns=columns))
        spoil.cells(frame, "Kompetensi", 2, "value_out_of_range", QUARANTINED, lambda v: 640)
        frame = spoil.duplicates(frame, 2)
        write_html_xls(path, Table(frame, "", self.office.letterhead("Standar Kompetensi Jabatan")), self.ledger)


def _items(level: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw the twelve Likert answers of people as resistant as `level`, as they are written in the form."""
    items = np.clip(np.round(level[:, None] + rng.normal(0, 0.8, (len(level), 12))), 1, 5).astype(int)
    items[:, _TURNED] = 6 - items[:, _TURNED]
    return items


def _dates(month: pd.Series, day: pd.Series) -> pd.Series:
    return pd.to_datetime(pd.DataFrame({"year": 2019 + month // 12, "month": month % 12 + 1, "day": day}))


def _predikat(result: np.ndarray, conduct: np.ndarray) -> np.ndarray:
    """Rate by PermenPANRB 6/2022 from two ratings coded 1 (below) to 3 (above expectation)."""
    return np.select(
        [
            (result == 3) & (conduct == 3),
            (result >= 2) & (conduct >= 2),
            (result == 1) & (conduct >= 2),
            (result >= 2) & (conduct == 1),
        ],
        ["Sangat Baik", "Baik", "Butuh Perbaikan", "Kurang"],
        "Sangat Kurang",
    )


def _other_predikat(value: object) -> str:
    return "Kurang" if value == "Baik" else "Baik"
