"""Rules and constants of the field, each with its source, so that a correction is one line.

Facts marked (r) are recalled and not yet checked against the source text.
"""

from __future__ import annotations

#: PermenPANRB 6/2022: predikat in rising order.
PREDIKAT = ("Sangat Kurang", "Kurang", "Butuh Perbaikan", "Baik", "Sangat Baik")

#: First semester under PermenPANRB 6/2022; before it PP 30/2019 gave a number of 0–120.
SKP_BREAK = "2022-S1"

#: PermenPANRB 14/2017: the nine unsur of the SKM, Indonesian and English.
UNSUR = {
    "U1": ("Persyaratan", "Requirements"),
    "U2": ("Sistem, mekanisme, dan prosedur", "System, mechanism and procedure"),
    "U3": ("Waktu penyelesaian", "Time taken"),
    "U4": ("Biaya/tarif", "Cost"),
    "U5": ("Produk spesifikasi jenis pelayanan", "Product"),
    "U6": ("Kompetensi pelaksana", "Competence of staff"),
    "U7": ("Perilaku pelaksana", "Conduct of staff"),
    "U8": ("Penanganan pengaduan, saran, dan masukan", "Handling of complaints"),
    "U9": ("Sarana dan prasarana", "Facilities"),
}

#: Items of the resistance survey that are worded in favour of rotation, on a scale of 1 to 5.
REVERSED_ITEMS = ("Q3", "Q7", "Q11")
LIKERT_TOP = 5

#: PermenPANRB 14/2017: IKM = Σ mean answer × 1/9 × 25, so 25–100.
IKM_SCALE = 25.0


def predikat(result: int, conduct: int) -> str:
    """Derive the predikat from its two ratings.

    Parameters
    ----------
    result, conduct : 1 below, 2 as, 3 above expectation.

    Returns
    -------
    str
        One of :data:`PREDIKAT`, by the quadrants of PermenPANRB 6/2022.
    """
    if result == 3 and conduct == 3:
        return "Sangat Baik"
    if result >= 2 and conduct >= 2:
        return "Baik"
    if conduct >= 2:
        return "Butuh Perbaikan"
    return "Kurang" if result >= 2 else "Sangat Kurang"
