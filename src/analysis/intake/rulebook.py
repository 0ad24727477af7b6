"""Every rule by which a row is repaired, merged or refused: its meaning and what the sending office should do."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes
    ----------
    disposition : what becomes of a row: ``corrected``, ``merged`` or ``quarantined``.
    meaning : Indonesian and English.
    remedy : what the office should do, Indonesian; empty where nothing is asked of it.
    """

    disposition: str
    meaning: tuple[str, str]
    remedy: str = ""


_C, _M, _Q = "corrected", "merged", "quarantined"

# fmt: off
RULES: dict[str, Rule] = {
    # repaired: the row is used
    "nip_spelling": Rule(_C, ("NIP ditulis dengan spasi atau tanda petik",
     "NIP written with spaces or an apostrophe")),
    "nip_relinked": Rule(
        _C,
        ("NIP kehilangan angka; dikenali dari nama dan tanggal lahir",
         "NIP lost digits; known by name and birth date"),
        "Simpan kolom NIP sebagai teks.",
    ),
    "unit_near_spelling": Rule(
        _C,
        ("Nama unit salah ketik; hanya satu unit yang mirip", "Unit misspelt; only one is alike"),
        "Perbaiki nama unit.",
    ),
    "predikat_rederived": Rule(
        _C,
        (
            "Predikat tidak sesuai kedua rating; dihitung ulang",
            "Predikat did not follow from its ratings; derived again",
        ),
        "Periksa predikat menurut PermenPANRB 6/2022.",
    ),
    "tmt_before_sk": Rule(
        _C,
        ("TMT mendahului tanggal SK; dipakai tanggal SK", "TMT before the SK; the date of the SK is used"),
        "Periksa TMT dan tanggal SK.",
    ),
    "optional_unreadable": Rule(
        _C,
        ("Isian tidak wajib tidak terbaca; dikosongkan", "Optional cell unreadable; emptied"),
        "Perbaiki isian itu.",
    ),
    # merged: another row stands for it
    "superseded": Rule(_M, ("Dikirim lagi kemudian; yang terakhir berlaku", "Sent again later; the last one stands")),
    "two_sk_one_day": Rule(
        _M,
        (
            "Dua SK untuk satu pegawai pada satu hari; nomor tertinggi berlaku",
            "Two SK on one day; the highest number stands",
        ),
    ),
    # refused: the row goes back to the office
    "required_missing": Rule(_Q, ("Isian wajib kosong", "Required cell empty"), "Lengkapi isian itu."),
    "formula_error": Rule(
        _Q,
        ("Rumus gagal dihitung", "The formula in the cell failed"),
        "Perbaiki rumus, lalu simpan sebagai nilai.",
    ),
    "unreadable": Rule(_Q, ("Isian tidak terbaca", "Cell unreadable"), "Tulis ulang isian itu."),
    "nip_digits_lost": Rule(
        _Q,
        ("NIP kehilangan angka karena disimpan sebagai bilangan", "NIP lost digits, kept as a number"),
        "Kirim ulang dengan kolom NIP sebagai teks 18 angka.",
    ),
    "digits_lost": Rule(
        _Q,
        ("Nomor kehilangan angka karena disimpan sebagai bilangan", "Number lost digits, kept as a number"),
        "Kirim ulang dengan kolom itu sebagai teks.",
    ),
    "nip_invalid": Rule(
        _Q,
        ("NIP tidak mungkin: panjang, tanggal, umur, atau jenis kelamin", "Impossible NIP: length, date, age or sex"),
        "Periksa NIP pada SIASN.",
    ),
    "date_unreadable": Rule(
        _Q,
        ("Tanggal tidak ada atau tidak terbaca", "Date impossible or unreadable"),
        "Tulis tanggal sebagai hari/bulan/tahun.",
    ),
    "date_ambiguous": Rule(
        _Q,
        ("Hari dan bulan tidak dapat dibedakan", "Day and month cannot be told apart"),
        "Jelaskan urutan hari dan bulan pada kolom itu.",
    ),
    "date_swapped": Rule(
        _Q,
        ("Hari dan bulan tertukar oleh program dengan pengaturan Amerika",
         "Day and month taken for each other by a program with American settings"),
        "Kirim berkas asli, atau tulis tanggal sebagai teks hari/bulan/tahun.",
    ),
    "period_whole_year": Rule(
        _Q,
        ("Periode setahun penuh, bukan semester", "A whole year, not a semester"),
        "Kirim nilai per semester.",
    ),
    "period_unreadable": Rule(
        _Q, ("Periode tidak terbaca", "Period unreadable"), "Tulis periode sebagai 2025-S1, 2025-Q1, atau 2025-04."
    ),
    "period_within_semester": Rule(
        _Q,
        ("Triwulan yang belum menutup semester", "A quarter that does not close its semester"),
        "Kirim nilai akhir semester (triwulan II atau IV).",
    ),
    "number_unreadable": Rule(_Q, ("Angka tidak terbaca", "Number unreadable"), "Isi dengan angka saja."),
    "number_ambiguous": Rule(
        _Q,
        ("Titik atau koma dapat berarti ribuan atau desimal", "The mark may be of thousands or decimals"),
        "Tulis angka tanpa tanda ribuan.",
    ),
    "scale_unclear": Rule(
        _Q,
        ("Skala nilai tidak jelas (0-1, 0-10, atau 0-100)", "Scale of the score unclear (0-1, 0-10 or 0-100)"),
        "Jelaskan skala nilai.",
    ),
    "answer_contradicts": Rule(
        _Q,
        ("Angka dan kata jawaban tidak sesuai", "Number and words of the answer differ"),
        "Jelaskan arti angka pada formulir.",
    ),
    "columns_disagree": Rule(
        _Q,
        ("Dua kolom untuk isian yang sama berbeda isi", "Two columns of one meaning contradict each other"),
        "Samakan kedua kolom, atau hapus yang tidak berlaku.",
    ),
    "birth_contradicts_nip": Rule(
        _Q,
        ("Tanggal lahir berbeda dari NIP", "Birth date differs from the NIP"),
        "Periksa NIP dan tanggal lahir pada SIASN.",
    ),
    "sex_contradicts_nip": Rule(
        _Q,
        ("Jenis kelamin berbeda dari NIP", "Sex differs from the NIP"),
        "Periksa NIP dan jenis kelamin pada SIASN.",
    ),
    "value_out_of_range": Rule(
        _Q,
        ("Nilai di luar batas yang mungkin", "Value outside what is possible"),
        "Periksa nilai; mungkin koma desimal hilang.",
    ),
    "choice_unknown": Rule(
        _Q, ("Pilihan tidak dikenal", "Unknown choice"), "Pakai salah satu pilihan yang disediakan."
    ),
    "grade_unreadable": Rule(_Q, ("Golongan tidak terbaca", "Grade unreadable"), "Tulis golongan sebagai III/a."),
    "unit_unknown": Rule(
        _Q,
        ("Unit kerja tidak dikenal", "Unknown work unit"),
        "Tulis nama resmi unit; tambahkan kecamatan bila namanya ganda.",
    ),
    "too_many_cells": Rule(
        _Q,
        ("Baris berisi lebih banyak isian daripada judul kolom", "Row with more cells than the header"),
        "Beri tanda petik pada isian yang memuat pemisah kolom.",
    ),
    "sk_cancelled": Rule(_Q, ("SK dibatalkan", "SK cancelled")),
    "sk_cancellation": Rule(_Q, ("Baris pembatalan SK", "Cancellation of an SK")),
    "same_unit": Rule(_Q, ("Pindah di unit yang sama; bukan mutasi", "Move within one unit; no rotation")),
    "moved_out": Rule(_Q, ("Pindah ke luar kota; bukan mutasi program", "Move out of the city; not the programme's")),
    "more_days_than_month": Rule(
        _Q,
        ("Hari hadir, terlambat, atau alpa melebihi hari kerja", "More days than the month had"),
        "Periksa jumlah hari.",
    ),
    "finished_before_received": Rule(
        _Q, ("Selesai sebelum diterima", "Finished before received"), "Periksa kedua tanggal."
    ),
}
# fmt: on

#: How a table under cleaning holds the names of rules: a small integer a row.
DTYPE = pd.CategoricalDtype(["", *RULES])
