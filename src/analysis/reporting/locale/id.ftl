### Kata-kata laporan dalam bahasa Indonesia. Angka datang sudah tertulis menurut kaidah Indonesia.

## Hasil yang diukur: nama, satuan, dan satuan singkat untuk gambar

outcome-skp = Kinerja (SKP)
outcome-skp-unit = simpangan baku
outcome-competence = Kompetensi hasil uji
outcome-competence-unit = poin (skala 0–100)
outcome-attendance = Kehadiran
outcome-attendance-unit = poin persen hari kerja
outcome-lateness = Keterlambatan
outcome-lateness-unit = poin persen hari hadir
outcome-on_time = Layanan tepat waktu
outcome-on_time-unit = poin persen layanan
outcome-ikm = Kepuasan masyarakat (IKM)
outcome-ikm-unit = poin IKM
outcome-complaints = Pengaduan
outcome-complaints-unit = pengaduan per 1.000 layanan

level-officer = Pegawai
level-unit = Kelurahan
who-officer = pegawai yang dimutasi
who-unit = kelurahan penerima mutasi

subgroup-all = Semua
subgroup-within_sector = Dalam bidang
subgroup-cross_sector = Lintas bidang
subgroup-short_tenure = Masa kerja pendek
subgroup-long_tenure = Masa kerja panjang

estimator-callaway_santanna = Callaway–Sant’Anna
estimator-imputation = Imputasi (Borusyak–Jaravel–Spiess)
estimator-sun_abraham = Sun–Abraham
estimator-two_way_fixed_effects = Efek tetap dua arah
controls-not_yet_treated = belum atau tidak dimutasi
controls-never_treated = tidak pernah dimutasi
controls-all = semua

period-semester = semester
period-year = tahun
period-month = bulan
period-quarter = triwulan

semester = Semester { $half } { $year }

## Tingkat bukti

grade-moderate = Bukti cukup
grade-suggestive = Bukti awal
grade-none = Tidak terbukti
grade-inconclusive = Tidak dapat disimpulkan

claim-moderate =
    { $direction ->
        [up] { $outcome } pada { $who } lebih tinggi { $size } { $unit } daripada seandainya tidak ada mutasi.
       *[down] { $outcome } pada { $who } lebih rendah { $size } { $unit } daripada seandainya tidak ada mutasi.
    } Cara hitung lain searah, dan sebelum mutasi kedua kelompok bergerak sejalan.
claim-suggestive =
    { $direction ->
        [up] Ada petunjuk bahwa { $outcome } pada { $who } lebih tinggi { $size } { $unit },
       *[down] Ada petunjuk bahwa { $outcome } pada { $who } lebih rendah { $size } { $unit },
    } { $reason ->
        [borderline] tetapi kemungkinan kebetulan belum cukup kecil (p terkoreksi { $padjusted }).
        [few_districts] tetapi selisih sebesar itu juga terlihat di kecamatan yang tidak menjalankan program.
       *[estimators_disagree] tetapi belum semua cara hitung mendukungnya.
    }
claim-none =
    { $crosses ->
        [yes] Data ini tidak menunjukkan dampak: selang kepercayaannya memuat nol.
       *[no] Data ini tidak menunjukkan dampak: selisih yang tampak tidak bertahan setelah memperhitungkan banyaknya hasil yang diuji (p terkoreksi { $padjusted }).
    } Dampak yang lebih kecil dari { $detectable } { $unit } memang sulit ditemukan dengan data sebanyak ini.
claim-inconclusive-pretrend_rejected =
    Tidak ada kesimpulan yang ditarik. Sebelum mutasi pun { $who } sudah bergerak berbeda dari pembandingnya (uji tren awal p { $pretrend }), jadi selisih sesudahnya tidak dapat dibaca sebagai dampak mutasi.
claim-inconclusive-pretrend_untested =
    Tidak ada kesimpulan yang ditarik. Masa sebelum mutasi terlalu pendek untuk menguji apakah kedua kelompok bergerak sejalan.
claim-inconclusive-no_interval =
    Tidak ada kesimpulan yang ditarik. Unit yang dimutasi terlalu sedikit untuk menghitung ketidakpastiannya.

interval = { $att } (selang kepercayaan { $level }%: { $low } sampai { $high })
interval-none = { $att } (selang kepercayaan tidak dapat dihitung)
strip-alt = Taksiran { $att }, selang kepercayaan { $level }% dari { $low } sampai { $high } { $unit }.

## Layar pertama

question = Apakah program mutasi meningkatkan kinerja pegawai dan layanan kepada masyarakat?
answer =
    { $better ->
        [0] Belum ada hasil yang terbukti membaik.
       *[other] { $better } dari { $n } hasil membaik dengan bukti yang cukup: { $names }.
    }
answer-worse = { $worse } hasil memburuk: { $names }.
answer-early = Baru ada petunjuk awal untuk { $early } hasil: { $names }.
answer-none = Untuk { $none } hasil, data tidak menunjukkan dampak: { $names }.
answer-inconclusive = Untuk { $inconclusive } hasil, tidak ada kesimpulan yang ditarik: { $names }.
scope = { $title }. { $moved } pegawai dimutasi sejak { $start }, dibandingkan dengan { $others } pegawai lain. Data { $first } sampai { $last }.
scope-units = { $units } kelurahan penerima dibandingkan dengan { $others } kelurahan lain.
nothing-measured = Tidak ada hasil tingkat { $level } yang diukur pada siklus ini, karena ekspornya tidak dikirim atau tidak dipilih dalam berkas siklus.
sure = Taksiran berasal dari { $rows } baris ekspor; { $keptshare }% dipakai apa adanya atau setelah diperbaiki, dan setiap baris lain tercatat alasannya.
careful = “Bukti cukup” berarti dampak itu jauh di luar kebetulan, searah pada semua cara hitung, dan tidak didahului tren yang berbeda. Itu bukan kepastian. “Bukti awal” berarti ada petunjuk yang perlu dikuatkan pada siklus berikutnya. “Tidak terbukti” bukan berarti tidak ada dampak, melainkan data ini tidak menunjukkannya.
synthetic = DATA SIMULASI: seluruh angka berasal dari data contoh buatan, bukan dari orang atau unit nyata.

## Mutu data

quality-summary = Dari { $read } baris yang diterima, { $kept } dipakai apa adanya, { $corrected } diperbaiki menurut aturan, { $merged } digabung karena dikirim ulang atau digantikan, dan { $quarantined } ditahan ({ $share }%).
quality-balanced = Jumlah keempatnya sama dengan jumlah baris yang dibaca, untuk setiap berkas.
quality-unbalanced = PERHATIAN: jumlah keempatnya tidak sama dengan jumlah baris yang dibaca.
source = Ekspor
read = Dibaca
kept = Dipakai
corrected = Diperbaiki
merged = Digabung
quarantined = Ditahan
quarantined-share = Ditahan (%)
rule = Aturan
disposition = Perlakuan
rows = Baris
reason = Alasan
panel = Panel
exclusions-caption = Yang tidak masuk panel analisis
account-caption = Pertanggungjawaban baris menurut ekspor
reasons-caption = Alasan setiap baris yang diperbaiki, digabung, atau ditahan

problem-meaning = Artinya
completeness-alt = Gambar kelengkapan: jumlah baris tiap bulan menurut ekspor, dibandingkan bulan yang lazim; bulan tanpa baris sama sekali: { $empty }.
completeness-caption = Kelengkapan menurut ekspor dan bulan: jumlah baris terhadap bulan yang lazim. Bulan yang kosong dibiarkan putih; mutasi memang terjadi dalam gelombang.
completeness-bar = % dari bulan lazim
untouched-summary = { $rows } baris diperbaiki menurut aturan. Bila semua baris itu dibuang, { $moved ->
    [0] tidak ada taksiran yang berpindah keluar dari selang kepercayaannya
   *[other] { $moved } taksiran berpindah keluar dari selang kepercayaannya
  } dan { $crossed ->
    [0] tidak ada selang yang berubah dari memuat nol menjadi tidak, atau sebaliknya.
   *[other] { $crossed } selang berubah dari memuat nol menjadi tidak, atau sebaliknya.
  }
untouched-caption = Taksiran utama dengan dan tanpa baris yang diperbaiki
col-untouched = Tanpa baris yang diperbaiki

## Gambar dan tabel

event-x = { $period } sejak mutasi
event-alt = Gambar dampak menurut { $period } sejak mutasi untuk { $outcome }: sebelum mutasi taksiran berkisar { $premin } sampai { $premax }, sesudahnya { $postmin } sampai { $postmax } { $unit }; uji tren awal p { $pretrend }.
event-caption = { $outcome }: taksiran per { $period } sejak mutasi dengan selang kepercayaan { $level }%. Belah ketupat: titik pembanding. Uji tren awal p { $pretrend }.
event-caption-anticipation = { $outcome }: taksiran per { $period } sejak mutasi dengan selang kepercayaan { $level }%. Belah ketupat: titik pembanding; lingkaran kosong: masa antisipasi. Uji tren awal p { $pretrend }.
kinds-alt = Gambar dampak pada { $outcome } menurut jenis mutasi: lintas bidang rata-rata { $cross }, dalam bidang rata-rata { $within } { $unit }.
kinds-caption = { $outcome } menurut jenis mutasi, dengan selang kepercayaan { $level }%.
quality-alt = Gambar bagian baris yang diperbaiki atau ditahan menurut ekspor; tertinggi pada { $source }, { $share }%.
quality-caption = Bagian baris yang diperbaiki atau ditahan, menurut ekspor.
quality-x = % baris yang dibaca
headline-caption = Taksiran utama setiap hasil
estimates-caption = Semua taksiran keseluruhan dan per waktu sejak mutasi
cells-note = Taksiran per angkatan dan waktu ({ $cells } baris) ada di estimates.csv di folder yang sama.
skipped-caption = Sel yang tidak dapat ditaksir
skipped-none = Semua sel dapat ditaksir.
col-outcome = Hasil
col-estimator = Penaksir
col-controls = Pembanding
col-subgroup = Kelompok
col-event = Waktu
col-att = Dampak (ATT)
col-se = Galat baku
col-interval = Selang { $level }%
col-p = p
col-padjusted = p terkoreksi
col-pretrend = p tren awal
col-treated = Dimutasi
col-control = Pembanding (n)
col-grade = Tingkat bukti
col-detectable = Terkecil yang terlacak
col-imputation = Imputasi
col-twoway = Efek tetap dua arah
col-randomisation = p acak kecamatan
col-cells = Sel
overall = keseluruhan
table-of = Tabel di balik gambar

## Temuan

subgroups-caption = Dampak menurut jenis mutasi dan masa kerja, dengan selang kepercayaan { $level }%
not-read = { $outcome } tidak dibaca menurut kelompok karena tidak ada kesimpulan yang ditarik untuk keseluruhannya.
subgroup-caution = Perbandingan antarkelompok bersifat penjelajahan: tidak ada koreksi untuk banyaknya kelompok.
few-units = Hanya { $units } kelurahan dimutasi, semuanya di satu kecamatan. Karena itu selang kepercayaan memakai distribusi t dengan derajat bebas kecil, dan uji acak membandingkan kecamatan itu dengan { $others } kecamatan lain (p terkecil yang mungkin { $floor }).

## Metode

method-controls = Pembanding utama adalah mereka yang { $controls }; sebagai pemeriksaan, taksiran diulang dengan pembanding yang { $never }.
method-anticipation = Karena mutasi dapat terasa sebelum berlaku, { $periods } { $period } sebelum TMT tidak dipakai sebagai pembanding untuk hasil per { $period }.
method-covariates = Perbandingan pegawai memperhitungkan { $names }.
method-checks = Setiap hasil dihitung pula dengan penaksir imputasi, yang memakai seluruh masa sebelum mutasi, dengan penaksir Sun–Abraham, dan dengan regresi efek tetap dua arah sebagai bacaan pembanding.
method-level = Selang kepercayaan { $level }%; galat baku mengelompok menurut pegawai atau kelurahan, dan untuk SKP juga menurut penilai karena satu penilai menilai banyak pegawai; p dikoreksi menurut Holm untuk { $n } hasil.
method-treated = Sebuah kelurahan dihitung menerima mutasi sejak bulan masuknya pegawai mutasi ke-{ $from }.
covariate-age = umur
covariate-female = jenis kelamin
covariate-education = pendidikan
covariate-service = masa kerja

provenance-caption = Berkas masukan dan sidik jarinya (SHA-256)
provenance = Kode versi { $version }; berkas siklus { $cycle }.
col-file = Berkas
col-hash = Sidik jari
