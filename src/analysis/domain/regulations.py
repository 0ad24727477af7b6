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
#: Items of the same form on the fairness of the decision, on a scale of 1 to 5: clear criteria, the same rules for all,
#: a voice before it is taken. A form may lack them.
FAIRNESS_ITEMS = ("F1", "F2", "F3")
LIKERT_TOP = 5

#: UU 10/2016 art. 71(2): from six months before candidates are determined to the end of the head's term, officials are
#: replaced only with the minister's written approval. First and last day by pilkada: 2020-12-09, determined 2020-09-23
#: (PKPU 5/2020, r); 2024-11-27, determined 2024-09-22 (PKPU 2/2024; the minister's letter 100.2.1.3/1575/SJ says from
#: 22 March 2024). Terms end by place; the days before most heads took office are taken (r).
REPLACEMENT_BANS = (("2020-03-23", "2021-02-25"), ("2024-03-22", "2025-02-19"))

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


#: PermenPANRB 14/2017, table of quality: lowest IKM of each letter, best first.
IKM_LETTERS = (("A", 88.31), ("B", 76.61), ("C", 65.00), ("D", 25.00))


def ikm_letter(ikm: float) -> str:
    """Return the quality letter of an IKM, which is compared as it is printed, to two decimals.

    Parameters
    ----------
    ikm : 25–100.

    Returns
    -------
    str
        ``A`` very good, ``B`` good, ``C`` less good, ``D`` not good.
    """
    printed = round(ikm, 2)
    return next(letter for letter, lowest in IKM_LETTERS if printed >= lowest)


def sample_needed(population: int) -> int:
    """Return how many respondents a survey of a population needs (Krejcie & Morgan 1970, Educ. Psychol. Meas. 30).

    χ²NP(1−P) / (d²(N−1) + χ²P(1−P)) with χ² = 3.841, P = 0.5, d = 0.05, rounded as their table is.
    """
    if population <= 0:
        return 0
    share = 3.841 * 0.25
    return round(share * population / (0.05**2 * (population - 1) + share))
