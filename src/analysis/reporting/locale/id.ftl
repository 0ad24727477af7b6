### Kata-kata laporan dalam bahasa Indonesia. Angka datang sudah tertulis menurut kaidah Indonesia.

## Kata untuk unit yang dibandingkan dan wilayahnya; laporan memakai yang cocok dengan tempatnya (reporting/words.py).
-unit = kelurahan
-Unit = Kelurahan
-village = kelurahan
-around = kota
-home = kecamatan
-head = Camat
-secretary = Sekretaris Kecamatan
around-kota = kota
around-kabupaten = kabupaten
around-kecamatan = kecamatan
head-kecamatan = Camat
head-kota = Sekretaris Daerah
head-kabupaten = Sekretaris Daerah
secretary-kecamatan = Sekretaris Kecamatan
secretary-kota = Asisten Administrasi Umum
secretary-kabupaten = Asisten Administrasi Umum

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
level-unit = { -Unit }
who-officer = pegawai yang dimutasi
who-unit = { -unit } penerima mutasi

subgroup-all = Semua
subgroup-within_sector = Dalam bidang
subgroup-cross_sector = Lintas bidang
subgroup-desk_to_field = Dari meja ke lapangan
subgroup-other_move = Mutasi lain
subgroup-short_tenure = Masa kerja pendek
subgroup-long_tenure = Masa kerja panjang
subgroup-grade_iii = Golongan III
subgroup-grade_iv = Golongan IV
subgroup-female = Perempuan
subgroup-male = Laki-laki
subgroup-attended = Mengikuti sosialisasi
subgroup-not_attended = Tidak mengikuti sosialisasi
subgroup-fitting = Memenuhi standar jabatan
subgroup-not_fitting = Belum memenuhi standar jabatan
dimension-kind_of_move = jenis mutasi
dimension-to_field = beban lapangan
dimension-tenure = masa kerja
dimension-grade = golongan
dimension-sex = jenis kelamin
dimension-sosialisasi = sosialisasi
dimension-fit = kesesuaian penempatan

estimator-callaway_santanna = Callaway–Sant’Anna
estimator-imputation = Imputasi (Borusyak–Jaravel–Spiess)
estimator-two_stage = Dua tahap (Gardner)
estimator-extended_two_way = Efek tetap dua arah yang diperluas (Wooldridge)
estimator-stacked = Bertumpuk (Wing–Freedman–Hollingsworth)
estimator-sun_abraham = Sun–Abraham
estimator-two_way_fixed_effects = Efek tetap dua arah
estimator-efficient = Efisien (Roth–Sant’Anna), tanggal diundi
estimator-local_projections = Proyeksi lokal (Dube–Girardi–Jordà–Taylor)
controls-not_yet_treated = belum atau tidak dimutasi
controls-never_treated = tidak pernah dimutasi
controls-all = semua

period-semester = semester
period-year = tahun
period-month = bulan
period-quarter = triwulan

semester = Semester { $half } { $year }

## Tingkat bukti

grade-strong = Bukti kuat
grade-moderate = Bukti cukup
grade-suggestive = Bukti awal
grade-none = Tidak terbukti
grade-inconclusive = Tidak dapat disimpulkan

claim-strong =
    { $direction ->
        [up] { $outcome } pada { $who } lebih tinggi { $size } { $unit } daripada seandainya tidak ada mutasi.
       *[down] { $outcome } pada { $who } lebih rendah { $size } { $unit } daripada seandainya tidak ada mutasi.
    } Cara hitung lain searah, sebelum mutasi kedua kelompok bergerak sejalan, dan kesimpulan ini bertahan walaupun sesudah mutasi keduanya bergerak terpisah { $breakdown } kali lebih jauh daripada yang pernah terlihat sebelumnya.
claim-moderate =
    { $direction ->
        [up] { $outcome } pada { $who } lebih tinggi { $size } { $unit } daripada seandainya tidak ada mutasi.
       *[down] { $outcome } pada { $who } lebih rendah { $size } { $unit } daripada seandainya tidak ada mutasi.
    } Cara hitung lain searah, dan sebelum mutasi kedua kelompok bergerak sejalan. { $reason ->
        [controls_disagree] Dengan pembanding yang tidak pernah dimutasi saja, selangnya masih memuat nol.
        [breaks_down] Kesimpulan ini dapat berubah bila setelah mutasi perbedaan tren kedua kelompok sebesar perbedaan terbesar sebelum mutasi.
        [weak_pretest] Uji masa sebelum mutasi belum cukup peka untuk menyingkirkan tren yang menjelaskan sebagian besar selisih ini.
       *[hangs_on_choices] Sebagian cara hitung yang juga dapat dibela belum menunjukkannya.
    }
claim-suggestive =
    { $direction ->
        [up] Ada petunjuk bahwa { $outcome } pada { $who } lebih tinggi { $size } { $unit },
       *[down] Ada petunjuk bahwa { $outcome } pada { $who } lebih rendah { $size } { $unit },
    } { $reason ->
        [chance_over_cycles] tetapi kemungkinan kebetulan belum cukup kecil untuk laporan yang dibuat lagi setiap semester (p terkoreksi { $padjusted }).
        [dip_before] tetapi bila dibandingkan dengan masa yang lebih awal selisih itu tidak bertahan: bisa jadi hanya pulih dari penurunan sesaat sebelum mutasi.
        [leavers_differ] tetapi yang keluar dari data sesudah mutasi tidak sama banyaknya di kedua kelompok, dan itu saja dapat menjelaskannya.
        [colleagues_affected] tetapi rekan di unit yang ditinggal juga berubah, dan tanpa mereka sebagai pembanding selisih itu tidak bertahan.
        [few_districts] tetapi selisih sebesar itu juga terlihat di kecamatan yang tidak menjalankan program.
       *[estimators_disagree] tetapi belum semua cara hitung mendukungnya.
    }
claim-none =
    { $crosses ->
        [yes] Data ini tidak menunjukkan dampak: selang kepercayaannya memuat nol.
       *[no] Data ini tidak menunjukkan dampak: selisih yang tampak tidak bertahan setelah memperhitungkan banyaknya indikator yang diuji (p terkoreksi { $padjusted }).
    } Dengan data ini hanya perubahan sekitar { $detectable } { $unit } atau lebih yang dapat terdeteksi.
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
    { $verdict ->
        [all] Ya: semua { $n } indikator membaik dengan bukti kuat atau cukup.
        [some] Ya, sebagian: { $better } dari { $n } indikator membaik dengan bukti kuat atau cukup.
        [unknown] Belum dapat diketahui: data ini belum memungkinkan kesimpulan tentang indikator mana pun.
       *[none] Belum terbukti: belum ada indikator yang membaik dengan bukti kuat atau cukup.
    }
answer-better = Yang membaik: { $names }.
answer-worse = { $worse } indikator memburuk: { $names }.
answer-early = Baru ada petunjuk awal untuk { $early } indikator: { $names }.
answer-none = Untuk { $none } indikator, perubahan belum dapat dibedakan dari kebetulan: { $names }.
answer-inconclusive = { $inconclusive } indikator belum dapat disimpulkan: { $names }.
overview-caption = Setiap indikator, seberapa yakin, dan seberapa besar (dengan selang kepercayaan { $level }%)
col-strip = Gambar
col-levels = Tanpa → dengan mutasi
levels = { $without } → { $after }
levels-rank = peringkat 50 → { $to } dari 100
col-limit = Mengapa demikian
followed-summary = Setiap rekomendasi: status dan yang terukur sejak itu
changes-summary = Selisih setiap indikator menurut sebabnya
answer-compared = { $moved } pegawai yang dimutasi dibandingkan dengan { $others } pegawai lain.
first-first = Lakukan dulu
first-owner = Oleh
first-due = Paling lambat
scope = { $title }. { $moved } pegawai dimutasi sejak { $start }, dibandingkan dengan { $others } pegawai lain. Data { $first } sampai { $last }.
scope-units = { $units } { -unit } penerima dibandingkan dengan { $others } { -unit } lain.
not-measured = { $outcome } tidak diukur pada siklus ini, karena ekspornya tidak dikirim atau kosong: { $exports }.
not-estimated = { $outcome } tidak dapat ditaksir: { $why }.
nothing-measured = Tidak ada indikator tingkat { $level } yang diukur pada siklus ini, karena ekspornya tidak dikirim atau tidak dipilih dalam berkas siklus.
sure = Taksiran berasal dari { $rows } baris ekspor; { $keptshare }% dipakai apa adanya atau setelah diperbaiki, dan setiap baris lain tercatat alasannya.
careful = “Bukti kuat” dan “bukti cukup” berarti dampak itu jauh di luar kebetulan, searah pada semua cara hitung, dan tidak didahului tren yang berbeda; “bukti kuat” bertahan pula pada uji terberat. Itu bukan kepastian. “Bukti awal” berarti ada petunjuk yang perlu dikuatkan pada siklus berikutnya. “Tidak terbukti” bukan berarti tidak ada dampak, melainkan data ini tidak menunjukkannya.
synthetic = DATA SIMULASI: seluruh angka berasal dari data contoh buatan, bukan dari orang atau unit nyata.

## Mutu data

quality-summary = Dari { $read } baris yang diterima, { $kept } dipakai apa adanya, { $corrected } diperbaiki menurut aturan, { $merged } digabung karena dikirim ulang atau digantikan, dan { $quarantined } ditahan ({ $share }%).
quality-balanced = Jumlah keempatnya sama dengan jumlah baris yang dibaca, untuk setiap berkas.
quality-not_sent = Tidak dikirim atau kosong pada siklus ini: { $exports }. Bagian yang memerlukannya menyebutkannya.
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
event-caption-bins = { $outcome }: taksiran per { $size } { $period } sejak mutasi, terhadap { $size } { $period } tepat sebelumnya (belah ketupat), dengan selang kepercayaan { $level }%. Uji tren awal p { $pretrend }.
event-caption-anticipation = { $outcome }: taksiran per { $period } sejak mutasi dengan selang kepercayaan { $level }%. Belah ketupat: titik pembanding; lingkaran kosong: masa antisipasi. Uji tren awal p { $pretrend }.
kinds-alt = Gambar dampak pada { $outcome } menurut jenis mutasi: lintas bidang rata-rata { $cross }, dalam bidang rata-rata { $within } { $unit }.
kinds-caption = { $outcome } menurut jenis mutasi, dengan selang kepercayaan { $level }%.
quality-alt = Gambar bagian baris yang diperbaiki atau ditahan menurut ekspor; tertinggi pada { $source }, { $share }%.
quality-caption = Bagian baris yang diperbaiki atau ditahan, menurut ekspor.
quality-x = % baris yang dibaca
headline-caption = Taksiran utama setiap indikator
estimates-caption = Semua taksiran keseluruhan dan per waktu sejak mutasi
cells-note = Taksiran per angkatan dan waktu ({ $cells } baris) ada di estimates.csv di folder yang sama.
skipped-caption = Sel yang tidak dapat ditaksir
skipped-none = Semua sel dapat ditaksir.
not_possible-none = Semua indikator dapat ditaksir, dengan semua cara dan semua pemeriksaan.
not_possible-summary = Yang tidak dapat ditaksir, dan sebabnya ({ $n })
not_possible-caption = Yang tidak dapat ditaksir, dan sebabnya; satu per satu di buku kerja (lembar not_possible)
not_possible-outcomes = Tidak ditaksir: { $names }.
not_possible-outcome = Taksiran utama, dan dengan itu semua yang lain
not_possible-interval = Selang kepercayaan
not_possible-pretrend = Uji tren awal
not_possible-estimator = { $n } penaksir lain
not_possible-curve = Semua cara hitung
not_possible-check = { $n } pemeriksaan
not_possible-subgroup = { $n } perbandingan kelompok
col-not_possible = Apa
impossible-any = Semua indikator
impossible-export_absent = ekspornya tidak dikirim atau kosong
impossible-no_observation = tidak ada pengamatan yang tersisa untuk ditaksir
impossible-constant = isinya sama di semua baris
impossible-no_treated = tidak ada yang dimutasi dalam jendelanya
impossible-no_control = semua dimutasi pada waktu yang sama, jadi tidak ada pembanding
impossible-no_before_and_after = terlalu sedikit yang teramati sebelum dan sesudah mutasi
impossible-too_few_for_covariates = pegawai yang dimutasi pada satu waktu lebih sedikit daripada yang diperlukan kovariat
impossible-no_other_district = kurang dari dua kecamatan lain untuk mengukur guncangannya
impossible-no_units = tidak ada anggota kelompok ini yang dimutasi, atau semuanya dimutasi
impossible-not_estimable = data ini tidak menentukannya
col-outcome = Indikator
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
col-randomisation = p acak kecamatan
col-cells = Sel
overall = keseluruhan
table-of = Tabel di balik gambar

## Temuan

subgroups-summary = Semua perbandingan antarkelompok
subgroups-caption = Dampak menurut kelompok pegawai, dengan selang kepercayaan { $level }%
compared = { $first } dibandingkan { $second }
col-compared = Perbandingan
col-first = Yang pertama
col-second = Yang kedua
col-difference = Selisih
col-status = Status
status-planned = direncanakan
status-exploratory = penjelajahan
differs = { $outcome }: dampaknya berbeda menurut { $dimension } ({ $first } dibandingkan { $second }: { $gap } { $unit }).
differs-none = Tidak ada perbedaan antarkelompok yang bertahan setelah memperhitungkan banyaknya perbandingan.
not-read = { $outcome } tidak dibaca menurut kelompok karena tidak ada kesimpulan yang ditarik untuk keseluruhannya.
subgroup-absent = Tidak dibandingkan menurut { $dimensions }, karena ekspornya tidak dikirim atau kosong: { $exports }.
subgroup-caution = Kelompok dinyatakan dalam berkas siklus sebelum hasil dilihat; p dikoreksi menurut Holm untuk semua { $n } perbandingan. Selisih yang tidak bertahan tidak dibaca sebagai perbedaan.
few-units = Hanya { $units } { -unit } dimutasi, semuanya di satu kecamatan. Karena itu selang kepercayaan memperhitungkan guncangan yang mengenai satu kecamatan sekaligus, diukur dari { $others } kecamatan lain yang diperlakukan seolah-olah dimutasi (distribusi t dengan derajat bebas kecil); uji acak membandingkan kecamatan itu dengan kecamatan-kecamatan tersebut (p terkecil yang mungkin { $floor }).

## Metode

method-controls = Pembanding utama adalah mereka yang { $controls }; sebagai pemeriksaan, taksiran diulang dengan pembanding yang { $never }.
method-anticipation = Karena mutasi dapat terasa sebelum berlaku, { $periods } { $period } sebelum TMT tidak dipakai sebagai pembanding untuk indikator per { $period }.
method-covariates = Perbandingan pegawai memperhitungkan { $names }.
method-checks = Penaksir utama: { $officer } untuk pegawai, { $unit } untuk { -unit }. Setiap indikator dihitung pula dengan penaksir lain (imputasi, dua tahap, Sun–Abraham, efek tetap dua arah yang diperluas, bertumpuk) dan dengan regresi efek tetap dua arah sebagai bacaan pembanding.
method-level = Selang kepercayaan { $level }%; galat baku mengelompok menurut pegawai atau { -unit }, dan untuk SKP juga menurut penilai karena satu penilai menilai banyak pegawai; p dikoreksi menurut Holm untuk { $n } indikator.
method-looks = Laporan ini dibuat lagi setiap semester, dan uji yang diulang-ulang suatu saat akan keliru. Bukti kuat atau cukup karena itu hanya diberikan bila bertahan pada taraf yang berlaku atas { $looks } siklus sekaligus (Pocock 1977).
method-treated = Sebuah { -unit } dihitung menerima mutasi sejak bulan masuknya pegawai mutasi ke-{ $from }.
method-people = Banyaknya orang dibulatkan ke bawah ke kelipatan { $to }; di bawah { $small } tidak dirinci, dan dampak pada kelompok di bawah { $group } pegawai tidak ditampilkan, agar tidak seorang pun dapat dikenali.
covariate-age = umur
covariate-female = jenis kelamin
covariate-education = pendidikan
covariate-service = masa kerja

provenance-caption = Berkas masukan dan sidik jarinya (SHA-256)
provenance = Kode versi { $version }; berkas siklus { $cycle }.
col-file = Berkas
col-hash = Sidik jari

## Seberapa kokoh

robustness-caption = Yang dicoba untuk menjatuhkan hasil setiap indikator
col-without = Tanpa satu angkatan atau { -unit }
col-curve = Semua cara hitung (banyaknya)
col-same = Searah
col-apart = Searah dan tanpa nol
col-breakdown = Titik patah M̄
col-missed = Tren yang bisa luput
col-placebo = Plasebo waktu bermakna
col-q = q (FDR)
col-speaks = Penaksir utama
col-why = Aturan yang menentukan
why-pretrend_untested = tidak ada tren awal yang dapat diperiksa
why-pretrend_rejected = sejak awal sudah berbeda
why-no_interval = ketidakpastiannya tidak dapat dihitung
why-not_distinguishable = belum dapat dibedakan dari kebetulan
why-estimators_disagree = cara hitung berbeda arah
why-dip_before = bisa jadi pulih dari penurunan sesaat
why-leavers_differ = yang keluar berbeda banyaknya
why-colleagues_affected = rekan yang ditinggal ikut berubah
why-chance_over_cycles = bisa kebetulan bila diuji tiap semester
why-few_districts = kecamatan lain menyimpang sejauh itu juga
why-controls_disagree = lemah di samping yang tak pernah dimutasi
why-breaks_down = dapat berubah bila tren keduanya ternyata berbeda setelah mutasi
why-weak_pretest = penyimpangan awal bisa luput terlihat
why-hangs_on_choices = bergantung pada pilihan cara hitung
why-robust = lolos semua pemeriksaan
reading-without = Tanpa satu angkatan atau { -unit }: taksiran terkecil dan terbesar bila angkatan (dan untuk indikator { -unit }, setiap { -unit }) dikeluarkan satu per satu.
reading-curve = Semua cara hitung: taksiran terkecil dan terbesar dari setiap gabungan penaksir, pembanding, peubah penjelas, masa antisipasi, dan rentang data yang dapat dibela; berapa yang searah dengan hasil utama, dan berapa yang juga selangnya tidak memuat nol.
reading-breakdown = Titik patah M̄ (Rambachan–Roth): berapa kali penyimpangan tren terbesar sebelum mutasi boleh terjadi sesudahnya sebelum selangnya memuat nol. Satu atau lebih berarti kokoh; tanda – berarti sejak awal memuat nol.
reading-missed = Tren yang bisa luput (Roth): selisih yang dihasilkan oleh tren berbeda yang hanya akan ditemukan uji tren awal dalam delapan dari sepuluh kali. Bila sebesar dampaknya, uji itu kurang peka.
reading-placebo = Plasebo waktu: mutasi dianggap terjadi lebih awal, pada masa yang belum ada mutasi; berapa dari percobaan itu tampak bermakna. Seharusnya hampir tidak ada.
worries-summary = Pemeriksaan khusus: penilai baru, pergantian instrumen, yang berhenti, rekan yang tinggal, pembanding sintetis, plasebo
curve-summary = Gambar semua cara hitung
estimator-callaway_santanna_dr = Callaway–Sant’Anna, dobel tangguh
estimator-callaway_santanna_ipw = Callaway–Sant’Anna, dibobot
estimator-callaway_santanna_reg = Callaway–Sant’Anna, regresi
col-how-many = Banyaknya
col-min = Terkecil
col-median = Median
col-max = Terbesar
completeness-behind = Baris menurut ekspor dan tahun
curve-headline = hasil utama
curve-x = cara hitung, dari taksiran terkecil
curve-alt = Gambar { $n } cara hitung untuk { $outcome }: taksiran dari { $min } sampai { $max } { $unit }.
curve-caption = { $outcome }: taksiran dari semua cara hitung dengan selang kepercayaan { $level }%. Biru: selangnya tidak memuat nol.
worry-new_rater = { $outcome }: pada pegawai yang tidak dimutasi, pergantian penilai saja mengubah nilai { $att } ({ $low } sampai { $high }); { $clear ->
    [yes] jadi tangan penilai baru ikut berperan dan hasil SKP dibaca bersama indikator yang tidak dinilai atasan.
   *[no] tidak ada tanda bahwa penilai baru dengan sendirinya menaikkan atau menurunkan nilai.
  }
worry-instrument_break = { $outcome }: pada pergantian instrumen tahun 2022, mereka yang dimutasi kemudian dan yang tidak dimutasi berubah berbeda { $att } ({ $low } sampai { $high }); { $clear ->
    [yes] pergantian itu tidak netral dan taksiran yang melewatinya dibaca dengan hati-hati.
   *[no] tidak ada tanda bahwa pergantian itu mengenai keduanya secara berbeda.
  }
worry-left_behind = { $outcome }: pada rekan di unit yang ditinggalkan pegawai mutasi, perubahannya { $att } ({ $low } sampai { $high }); { $clear ->
    [yes] mutasi terasa juga pada mereka yang tinggal.
   *[no] tidak ada tanda bahwa mereka yang tinggal ikut terkena.
  }
worry-synthetic_did = { $outcome }: dengan pembanding sintetis taksirannya { $att } ({ $low } sampai { $high }).
worry-attrition = { $outcome }: { $treated } % pengamatan sesudah mutasi masih ada pada yang dimutasi dan { $control } % pada pembandingnya; dengan batas terburuk dan terbaik bagi yang hilang, dampaknya antara { $low } dan { $high }{ $inside ->
    [yes] , yang memuat nol.
   *[no] .
  }
worry-placebo_outcome = Plasebo: { $what } tidak dapat diubah oleh mutasi; taksirannya { $att } % ({ $low } sampai { $high }), { $clear ->
    [yes] padahal seharusnya nol. Rancangan ini menghasilkan dampak semu.
   *[no] sesuai harapan tidak dapat dibedakan dari nol.
  }
placebo-services = banyaknya layanan yang diminta warga
placebo-respondents = banyaknya responden survei

## Rencana analisis

plan = Rencana analisis dibekukan pada { $date } (sidik jari { $hash }). { $n } indikator direncanakan sebelum hasilnya dilihat: { $names }.
plan-exploratory = Bersifat penjelajahan: { $names }.
plan-kept = Tidak ada yang dikerjakan berbeda dari rencana.
plan-none = Tidak ada rencana analisis yang dibekukan sebelum hasil dilihat. Karena itu semua indikator bersifat penjelajahan.
plan-deviations = Yang dikerjakan berbeda dari rencana
plan-no-reason = tanpa alasan tercatat
col-key = Butir
col-planned = Direncanakan
col-done = Dikerjakan
col-reason-given = Alasan

## Resistensi dan sosialisasi

absent-fairness = Keadilan keputusan tidak diukur pada siklus ini, karena survei tidak menanyakannya atau terlalu sedikit yang menjawab.
absent-resistance = Resistensi tidak diukur pada siklus ini, karena survei resistensi tidak dikirim atau terlalu sedikit yang menjawab.
resistance-index = { $n } pegawai menjawab survei dengan lengkap, { $share }% dari { $asked } pegawai yang bertugas di { -home } ini. Indeks resistensi rata-rata { $mean } pada skala 1 sampai 5; makin tinggi makin menolak.
resistance-reliable = { $good ->
    [yes] Kedua belas butir mengukur satu hal dengan andal
   *[no] Kedua belas butir belum cukup andal mengukur satu hal, jadi indeks dibaca dengan hati-hati
  } (alfa Cronbach { $alpha }, selang { $level }% { $low } sampai { $high }; omega McDonald { $omega }). { $straight } jawaban yang sama pada semua butir tidak dihitung.
fairness-index = { $n } pegawai juga menyatakan seberapa adil keputusan tentang siapa yang dimutasi: apakah kriterianya jelas, aturannya sama bagi semua, dan pendapat mereka ditanyakan. Pada skala 1 sampai 5, makin tinggi makin adil, rata-ratanya { $mean } (alfa Cronbach { $alpha }; korelasi dengan indeks resistensi { $correlation }).
fairness-moved = { $shown ->
    [yes] Penilaian mereka yang dimutasi{ $sessions ->
        [yes] {" "}tanpa menghadiri sosialisasi
       *[no] {""}
    } berbeda { $effect } poin dari mereka yang tidak dimutasi.
   *[no] Tidak terlihat perbedaan antara mereka yang dimutasi dan yang tidak ({ $effect } poin).
}
fairness-sessions = { $shown ->
    [yes] Setiap sesi sosialisasi yang dihadiri pegawai yang dimutasi berkaitan dengan { $effect } poin.
   *[no] Tidak terlihat kaitan dengan sesi sosialisasi yang dihadiri pegawai yang dimutasi ({ $effect } poin setiap sesi).
}
fairness-caution = Ini kaitan: mereka yang hadir, dan mereka yang dimutasi, mungkin sejak awal berbeda.
fairness-caption = Keadilan keputusan mutasi menurut kelompok, dengan selang kepercayaan { $level }% yang dikelompokkan menurut unit
col-fairness = Rata-rata keadilan
col-answers = Jawaban
resistance-caption = Indeks resistensi menurut kelompok, dibobot untuk yang tidak menjawab, dengan selang kepercayaan { $level }%
resistance-caution = Kaitan di atas terlihat antarpegawai: yang tampak adalah apa yang berjalan bersama, bukan sebab dan akibat. Peserta sosialisasi mungkin sudah berbeda sejak awal. { $asked ->
    [twice] Membandingkan jawaban sebelum dan sesudah sosialisasi lebih informatif.
   *[once] Tidak ada yang ditanya sebelum dan sesudahnya; survei pada kedua waktu itu akan memungkinkan dampaknya diuji.
  }
resistance-twice = { $n } pegawai menjawab sebelum dan sesudah sosialisasi, { $attended } di antaranya mengikuti sedikitnya satu sesi di antara kedua waktu itu. Dibandingkan yang tidak mengikuti, resistensi berubah { $effect } poin per sesi (selang kepercayaan { $level }%: { $low } sampai { $high }; p { $p }). { $grade ->
    [suggestive] { $direction ->
        [down] Ini petunjuk bahwa sosialisasi menurunkan resistensi
       *[up] Ini petunjuk bahwa sosialisasi menaikkan resistensi
      }, tidak lebih dari itu: dua jawaban tidak dapat menunjukkan apakah kedua kelompok sebelumnya bergerak sama.
   *[none] Data tidak menunjukkan bahwa sosialisasi mengubah resistensi.
  }
themes-resistensi = Komentar pegawai
themes-skm = Saran warga
themes-none = Jawaban terbuka tidak diminta pada siklus ini, atau terlalu sedikit untuk dihitung.
themes-most = { $group }, { $n } komentar: paling sering menyebut “{ $first }”, { $firstshare } persen, dan “{ $second }”, { $secondshare } persen.
themes-caption = { $what }: tema yang disebut dalam komentar, dalam persen komentar, dengan selang kepercayaan { $level }%. Satu komentar dapat menyebut beberapa tema; tema ditemukan dengan kamus kata, yang tidak membedakan pujian dari keluhan. Tanpa tanda: disebut oleh kurang dari { $small } orang.
themes-alt = Gambar bagian komentar yang menyebut setiap tema; paling sering pada “{ $group }”: { $theme }.
themes-programme = Program
themes-others = Lainnya
themes-x = % komentar
theme-other = Lainnya
col-theme = Tema
driver-moved = sudah dimutasi
driver-desk_to_field = pindah dari meja ke lapangan
driver-distance = jarak perpindahan (per 5 km)
driver-long_tenure = masa kerja panjang
driver-age = umur (per 10 tahun)
driver-female = perempuan
driver-sessions = sosialisasi (per sesi yang diikuti)
driver-suggestive = { $direction ->
    [up] Resistensi lebih tinggi { $size } poin
   *[down] Resistensi lebih rendah { $size } poin
  } pada: { $driver } ({ $low } sampai { $high }; p terkoreksi { $padjusted }). Ini petunjuk kaitan, bukan bukti akibat.
driver-untold = Kaitan resistensi dengan hal ini tidak dapat dilihat: { $driver }, karena ekspornya tidak dikirim atau kosong: { $export }.
driver-none = Tidak terlihat kaitan resistensi dengan: { $driver } ({ $low } sampai { $high }; p terkoreksi { $padjusted }).
drivers-alt = Gambar hal yang berkaitan dengan resistensi; yang terbesar { $driver }, { $effect } poin.
drivers-caption = Yang berkaitan dengan resistensi, dalam poin indeks, dengan selang kepercayaan { $level }%. Biru: selangnya tidak memuat nol.
drivers-x = poin indeks resistensi (1–5)
col-driver = Hal
col-effect = Kaitan (poin)
col-group = Kelompok
col-mean = Indeks rata-rata
col-answered = Menjawab
answered = { $yes } dari { $asked }
group-all = Semua
group-moved = Dimutasi
group-not_moved = Tidak dimutasi
group-long_tenure = Masa kerja panjang
group-short_tenure = Masa kerja pendek
group-moved_attended = Dimutasi, mengikuti sosialisasi
group-moved_not_attended = Dimutasi, tidak mengikuti sosialisasi
sosialisasi-moderates = { $outcome }: dampak mutasi pada yang mengikuti sosialisasi dikurangi yang tidak { $gap }; { $apart ->
    [yes] sosialisasi menyertai dampak yang berbeda (p terkoreksi { $padjusted }).
   *[no] tidak terlihat bahwa dampaknya berbeda (p terkoreksi { $padjusted }).
  }

## Kepuasan masyarakat

absent-citizens = Kepuasan masyarakat tidak diukur pada siklus ini, karena survei SKM tentang { -unit } tidak dikirim.
citizens-index = IKM { -unit } di { $programme } tahun { $year } adalah { $ikm }, mutu { $letter } ({ $quality }); { -unit } lain { $others }, mutu { $otherletter }. Angka dalam kurung adalah selang kepercayaan karena hanya sebagian warga yang ditanya.
citizens-sample = { $short ->
    [0] Jumlah responden di setiap { -unit } mencukupi menurut tabel Krejcie & Morgan.
   *[other] Di { $short } dari { $units } { -unit } jumlah responden setahun belum mencapai yang diminta tabel Krejcie & Morgan, jadi angka satu { -unit } dibaca bersama selangnya.
  }
citizens-improve = { $n ->
    [0] Tidak ada unsur yang penting bagi warga dan sekaligus nilainya di bawah rata-rata.
   *[other] Yang penting bagi warga tetapi nilainya di bawah rata-rata: { $names }.
  }
citizens-order = Kepentingan diukur dengan ketidakpastian sekitar ±{ $error }, jadi urutan antarunsur adalah petunjuk, bukan peringkat.
citizens-programme = Seluruh { -unit } program
citizens-others = { -Unit } lain di { -around }
citizens-caption = IKM setahun terakhir dengan selang kepercayaan { $level }%, mutu, dan kecukupan responden
citizens-summary = IKM setiap { -unit } program
letter-A = sangat baik
letter-B = baik
letter-C = kurang baik
letter-D = tidak baik
col-unit = { -Unit }
col-ikm = IKM
col-letter = Mutu
col-respondents = Responden
col-needed = Diminta
col-unsur = Unsur
col-performance = Nilai (25–100)
col-importance = Kepentingan
col-quadrant = Tindakan
quadrant-improve = Dahulukan
quadrant-keep = Pertahankan
quadrant-later = Berikutnya
quadrant-enough = Sudah memadai
performance-x = nilai unsur (25–100)
importance-y = kepentingan (korelasi)
importance-caption = Kepentingan dan nilai setiap unsur di { -unit } program, { $year }. Kepentingan: kaitan unsur itu dengan penilaian warga atas delapan unsur lain. Garis: rata-rata.
importance-alt = Gambar kepentingan dan nilai sembilan unsur; { $n } unsur penting tetapi di bawah rata-rata: { $names }.
unsur-effects = Dampak mutasi terlihat pada { $changed } dari { $n } unsur; terbesar pada { $most } ({ $high } poin), terkecil pada { $least } ({ $low } poin). Tidak ada unsur yang dinilai lebih kuat daripada IKM secara keseluruhan.
unsur-caption = Dampak mutasi pada setiap unsur, poin pada skala 25–100, dengan selang kepercayaan { $level }%
unsur-U1 = Persyaratan
unsur-U2 = Sistem, mekanisme, dan prosedur
unsur-U3 = Waktu penyelesaian
unsur-U4 = Biaya/tarif
unsur-U5 = Produk spesifikasi jenis pelayanan
unsur-U6 = Kompetensi pelaksana
unsur-U7 = Perilaku pelaksana
unsur-U8 = Penanganan pengaduan, saran, dan masukan
unsur-U9 = Sarana dan prasarana

## Penempatan

absent-placement = Kesesuaian penempatan tidak diukur pada siklus ini, karena standar jabatan atau daftar mutasi tidak dikirim.
placement-reached = Rata-rata { $moves } mutasi memperoleh nilai kesesuaian { $actual } (0 sampai 1). Bila orang yang sama disebar acak ke jabatan yang sama nilainya { $chance }; pembagian terbaik yang mungkin { $best }. Penempatan menempuh { $reached }% dari jarak antara acak dan terbaik (selang { $level }% { $low } sampai { $high }%); { $clear ->
    [yes] itu lebih baik daripada acak, tetapi masih jauh dari yang mungkin.
   *[no] itu tidak dapat dibedakan dari acak.
  }
placement-rule = Menurut lama di jabatan sebelum mutasi (Peraturan BKN 5/2019: 2 sampai 5 tahun): { $in_time } sesuai, { $too_early } terlalu cepat, { $late } terlalu lama, { $unknown } tidak diketahui karena register tidak mencatat jabatan sebelumnya.
placement-caption = Bagian nilai kesesuaian; setiap bagian bernilai 0 sampai 1 dan sama beratnya
placement-caution = Nilai ini membantu tim, bukan menilai orang. Yang tidak diketahuinya: keinginan pegawai, kesehatan, keluarga, jarak rumah, jabatan yang sengaja dikosongkan, dan apa yang terlihat dalam wawancara. Karena itu tidak ada daftar orang di sini.
part-education = Pendidikan
part-field_of_study = Jurusan
part-grade = Golongan
part-competence = Kompetensi hasil uji
part-experience = Masa kerja
part-distance = Kedekatan unit baru dengan unit lama
distance-none = Jarak unit baru dari unit lama tidak dihitung, karena batas { -village } tidak diberikan.
col-part = Bagian
col-mean-score = Nilai rata-rata
col-full = Memenuhi penuh
col-known = Diketahui
col-wave = Gelombang
col-moves = Mutasi
col-chance = acak
col-actual = nyata
col-best = terbaik
waves-x = nilai kesesuaian (0–1)
waves-alt = Gambar nilai kesesuaian { $n } gelombang mutasi: acak, nyata, dan terbaik yang mungkin.
waves-caption = Nilai kesesuaian setiap gelombang: bila disebar acak, seperti yang terjadi, dan pembagian terbaik dari orang yang sama ke jabatan yang sama.

sector-administrasi = Administrasi
sector-pendidikan = Pendidikan
sector-kesehatan = Kesehatan
sector-lapangan = Lapangan
when-before = sebelum
when-after = sesudah
col-sector = Bidang
col-when = Masa
col-measure = Ukuran

## Keterampilan

absent-skills = Keterampilan tidak diukur pada siklus ini, karena tidak ada pegawai yang diuji kompetensinya sebelum program dan sesudah mutasi.
skill-elsewhere = bidang di luar bidang asal
skill-administrasi = bidang administrasi
skill-pendidikan = bidang pendidikan
skill-kesehatan = bidang kesehatan
skill-lapangan = bidang lapangan
skill-changed = Nilai uji di { $skill } { $direction ->
    [up] lebih tinggi
   *[down] lebih rendah
  } { $size } poin ({ $low } sampai { $high }) daripada seandainya tidak ada mutasi; { $grade }.
skill-none = Nilai uji di { $skill }: data tidak menunjukkan dampak ({ $low } sampai { $high } poin).
skill-inconclusive = Nilai uji di { $skill }: tidak ada kesimpulan yang ditarik, sebagaimana untuk kompetensi secara keseluruhan.
skill-sectors = Menurut bidang, dampaknya terlihat pada { $changed } dari { $n } bidang ({ $smallest } sampai { $largest } poin).
skills-alt = Gambar dampak mutasi pada nilai uji kompetensi; yang terbesar di { $skill }, { $size } poin.
skills-caption = Dampak mutasi pada nilai uji kompetensi menurut bidang, dengan selang kepercayaan { $level }%. Biru: selangnya tidak memuat nol.
col-skill = Keterampilan
breadth-assessed = Gambaran keluasan: banyaknya bidang (jumlah efektif) yang nilainya memenuhi standar jabatan naik dari { $movedbefore } ({ $first }) menjadi { $movedafter } ({ $last }) pada yang dimutasi, dan dari { $notmovedbefore } menjadi { $notmovedafter } pada yang tidak. Angka ini tidak dibandingkan secara adil seperti dampak di atas.
breadth-served = Banyaknya bidang yang pernah dijalani naik dari { $before } menjadi { $after } pada yang dimutasi; itu terjadi dengan sendirinya karena berpindah bidang, jadi bukan bukti bahwa keterampilannya meluas.
profile-summary = Nilai rata-rata setiap bidang sebelum dan sesudah
profile-caption = Nilai uji kompetensi rata-rata menurut bidang, { $n } pegawai yang dimutasi dan diuji pada kedua masa, beserta standar jabatan di bidang itu
profile-column = { $group }, { $year }
col-standard = Standar

## Layanan

absent-service = Lama layanan tidak dibandingkan pada siklus ini, karena register layanan tidak dikirim atau belum ada { -unit } yang menerima pegawai mutasi.
service-open = { $open } dari { $services } layanan belum selesai pada akhir data. Layanan itu ikut dihitung selama dapat diikuti (Kaplan–Meier), tidak dibuang dan tidak dianggap terlambat sebelum waktunya.
service-days-suggestive = { $direction ->
    [up] Ada petunjuk bahwa layanan di { -unit } penerima menjadi { $size } hari lebih lama
   *[down] Ada petunjuk bahwa layanan di { -unit } penerima menjadi { $size } hari lebih cepat
  } ({ $low } sampai { $high } hari) daripada seandainya tidak ada mutasi. Dihitung dengan satu rancangan, jadi tidak dinilai lebih dari bukti awal.
service-days-none = Data tidak menunjukkan bahwa lama layanan berubah ({ $low } sampai { $high } hari; p terkoreksi { $padjusted }).
service-days-inconclusive = Tentang lama layanan tidak ada kesimpulan yang ditarik: sebelum mutasi pun { -unit } penerima bergerak berbeda (p { $pretrend }).
service-productivity = Layanan yang diselesaikan per pegawai dan bulan berubah { $effect }. { $staff ->
    [up] Itu terjadi dengan sendirinya: pegawai di { -unit } penerima bertambah dari { $staffbefore } menjadi { $staffafter }, sedangkan layanan yang diminta warga sekitar { $servicesafter } sebulan (dahulu { $servicesbefore }). Angka ini tidak dibaca sebagai turunnya kinerja.
   *[other] Pegawai di { -unit } penerima rata-rata { $staffbefore } sebelum dan { $staffafter } sesudah mutasi dimulai, layanan { $servicesbefore } dan { $servicesafter } sebulan. Angka ini mengikuti banyaknya pegawai dan permintaan warga, jadi tidak dibaca sebagai kinerja.
  }
service-dose = Setiap tambahan satu pegawai mutasi selama satu bulan berkaitan dengan perubahan { $outcome } { $effect } { $unit }{ $clear ->
    [yes] .
   *[no] ; itu tidak dapat dibedakan dari nol.
  }
finished-x = hari sejak diterima
finished-y = layanan selesai (%)
finished-caption = { $group }: bagian layanan yang sudah selesai menurut hari (Kaplan–Meier), sebelum dan sesudah { $month }, dengan selang kepercayaan { $level }% antar-{ -unit }.
finished-alt = Gambar bagian layanan yang selesai menurut hari, { $group }: separuhnya selesai dalam { $before } hari sebelum dan { $after } hari sesudah { $month }.
col-day = Hari
col-finished = Selesai (%)

## Kolaborasi

absent-collaboration = Kolaborasi antarunit tidak diukur pada siklus ini, karena daftar program bersama atau daftar mutasi tidak dikirim.
joint-not-estimated = Dampak pada program bersama tidak dapat dihitung: pasangan unit yang dihubungkan mutasi terlalu sedikit.
joint-suggestive = { $direction ->
    [up] Ada petunjuk bahwa dua unit yang dihubungkan oleh pegawai mutasi memulai lebih banyak program bersama
   *[down] Ada petunjuk bahwa dua unit yang dihubungkan oleh pegawai mutasi memulai lebih sedikit program bersama
  }: { $effect } per 100 pasangan setahun, di samping { $usual } yang diperkirakan tanpa mutasi. Dibandingkan { $linked } pasangan yang terhubung dengan { $unlinked } yang tidak, di antara { $units } unit.
joint-none = Data tidak menunjukkan bahwa dua unit yang dihubungkan oleh pegawai mutasi memulai lebih banyak program bersama: { $effect } per 100 pasangan setahun, di samping { $usual } tanpa mutasi ({ $linked } pasangan terhubung, { $unlinked } tidak, { $units } unit).
joint-inconclusive = Tentang program bersama tidak ada kesimpulan yang ditarik: pasangan yang kelak terhubung sudah bergerak berbeda sebelumnya (p { $before }). Taksirannya { $effect } per 100 pasangan setahun, di samping { $usual } tanpa mutasi ({ $linked } pasangan terhubung, { $unlinked } tidak, { $units } unit).
joint-caution = Dihitung dengan satu rancangan, jadi tidak dinilai lebih dari bukti awal; galatnya memperhitungkan bahwa pasangan yang berbagi unit berbagi pula guncangannya. Sebab lain yang datang bersama mutasi, misalnya rencana kerja sama yang sudah ada, tidak dapat disingkirkan.
joint-caption = Program bersama yang dimulai menurut semester sejak mutasi pertama antara dua unit, per 100 pasangan setahun, dengan selang kepercayaan { $level }%
joint-alt = Gambar program bersama menurut semester sejak mutasi pertama antara dua unit; sesudahnya dari { $min } sampai { $max } per 100 pasangan setahun.
scale-joint = program per 100 pasangan setahun
flows = { $n } mutasi program tercatat dengan bidang asal dan tujuan; { $share }% di antaranya lintas bidang.
flows-from = Dari bidang
flows-to = Ke bidang
flows-caption = Pegawai yang dimutasi menurut bidang asal dan tujuan; jumlah di bawah { $small } tidak dirinci
flows-alt = Gambar matriks { $n } mutasi menurut bidang asal dan tujuan; { $share }% lintas bidang.
map-none = Peta tidak digambar, karena batas { -village } tidak diberikan.
map-caption = Pegawai yang dimutasi program ke unit di setiap { -village }; putih: tidak ada; jumlah di bawah { $small } tidak dirinci
map-alt = Peta { -village }; pegawai dimutasi ke { $n } di antaranya.
fewer = < { $n }
network-caption = Jejaring program bersama sebelum dan sesudah program mutasi dimulai
network-a_year = Program bersama setahun
network-units = Unit yang ikut
network-pairs = Pasangan unit yang bertemu
network-density = Pertemuan per 100 pasangan yang mungkin, setahun
network-cross_sector = Pertemuan lintas bidang (%)
network-sector_pairs = Pasangan bidang yang bertemu (jumlah efektif)
network-caution = Tabel ini gambaran: masa sesudah lebih panjang, sehingga unit, pasangan, dan ragam bidang yang bertemu bertambah dengan sendirinya.

## Dari pegawai ke { -unit }

fit-officers-none = Di antara pegawai, dampak menurut kesesuaian penempatan tidak dibaca, karena tidak ada indikator pegawai yang disimpulkan berubah atau tidak cukup banyak yang belum memenuhi standar jabatan.
fit-officers = { $outcome } pegawai: dampak pada yang memenuhi standar jabatan barunya dikurangi yang belum { $gap } { $unit }; { $apart ->
    [yes] keduanya berbeda (p terkoreksi { $padjusted }).
   *[no] tidak terlihat bahwa keduanya berbeda (p terkoreksi { $padjusted }).
  }
levels-none = Di antara { -unit }, kesesuaian dan dampak tidak dapat disandingkan: { -unit } yang menerima pegawai mutasi terlalu sedikit atau kesesuaiannya tidak diketahui.
fit-units-suggestive = { $outcome } { -unit }: { -unit } yang menerima pegawai lebih sesuai berubah { $slope } { $unit } lebih banyak untuk setiap simpangan baku kesesuaian (korelasi { $r }; p terkoreksi { $padjusted }). Ini petunjuk kaitan, bukan bukti akibat.
fit-units-none = { $outcome } { -unit }: tidak terlihat kaitan antara kesesuaian pendatang dan dampak ({ $slope } { $unit } untuk setiap simpangan baku kesesuaian; korelasi { $r }). Dengan { $units } { -unit }, hanya korelasi sebesar { $detectable } atau lebih yang akan ditemukan.
fits-x = kesesuaian rata-rata pendatang (0–1)
fits-caption = { $outcome }: dampak pada masing-masing dari { $units } { -unit } menurut kesesuaian rata-rata pegawai yang datang. { -Unit } tidak disebut namanya.
fits-alt = Gambar { $outcome } pada { $units } { -unit } menurut kesesuaian pendatang; korelasi { $r }.
levels-caution = Penempatan tidak diundi. { -Unit } yang menerima pegawai lebih sesuai dapat berbeda dalam hal lain, dan bahwa dampak pada { -unit } terjadi melalui keterampilan pegawainya tidak dapat dibuktikan dengan data ini; karena itu tidak dinyatakan.

## Rekomendasi

recommendations-none = Tidak ada rekomendasi: tidak ada aturan yang terpenuhi oleh temuan siklus ini.
recommendations-caption = Rekomendasi yang paling mendesak
recommendations-more = Rekomendasi lainnya
recommendations-summary = { $n } rekomendasi lainnya
col-recommendation = Rekomendasi
col-evidence = Dasar dan besarnya
col-owner = Penanggung jawab
col-history = Pada siklus lalu
col-due = Tenggat
col-then = Ketika diusulkan
col-now = Terukur kini
owner-officials = Pejabat
owner-asn = Perwakilan ASN
owner-experts = Pakar SDM
owner-head = { -head }
owner-secretary = { -secretary }
owner-personnel = BKPP/BKPSDM
owner-unit_heads = Pimpinan { -unit }
owner-senders = Unit pengirim data
owner-team = Tim evaluasi
rec-history =
    { $status ->
        [done] Sudah dikerjakan pada siklus { $cycle }
        [rejected] Ditolak pada siklus { $cycle }
        [under_way] Sedang dikerjakan sejak siklus { $cycle }
        [accepted] Diterima pada siklus { $cycle }
       *[proposed] Sudah diusulkan pada siklus { $cycle }, belum diputuskan
    }; terukur ketika itu: { $then }; kini: { $now }.
rec-status-proposed = diusulkan
rec-status-accepted = diterima
rec-status-rejected = ditolak
rec-status-under_way = berjalan
rec-status-done = selesai
overdue = { $status }, lewat tenggat
size-counted = { $number } { $unit }
size-estimated = { $grade }: { $number } { $unit }
scale-reached = bagian jarak dari acak ke terbaik
scale-share = bagian dari semua mutasi
scale-units = { -unit }
scale-held = % baris ditahan
rec-repair = Tunda gelombang berikutnya sampai sebab memburuknya { $subject } diketahui dan diperbaiki.
rec-find_cause = Jangan menyimpulkan apa pun tentang { $subject } sebelum diketahui mengapa pegawai atau unit yang dimutasi sudah bergerak berbeda sejak sebelumnya; kumpulkan data yang menjelaskannya.
rec-sosialisasi = Undang semua yang akan dimutasi ke setiap sesi sosialisasi, dan lakukan survei resistensi sebelum dan sesudahnya agar dampaknya dapat diuji.
rec-place_better = Susun penempatan gelombang berikutnya dengan pembagian terbaik sebagai bahan pembanding; putusan tetap pada tim.
rec-improve_unsur = Dahulukan perbaikan unsur { $subject } di { -unit }: penting bagi warga dan nilainya di bawah rata-rata.
rec-support_group = Sesuaikan pendampingan menurut { $dimension }, karena dampak pada { $subject } berbeda di antaranya.
rec-keep = Lanjutkan program karena { $subject } membaik; ukur kembali pada siklus berikutnya.
rec-tie_units = Minta pegawai yang dimutasi menjadi penghubung kerja sama unit lama dan unit barunya, dan catat unit pemrakarsa setiap program bersama.
rec-watch = Tunggu satu siklus lagi sebelum memutuskan apa pun atas dasar { $subject }; buktinya baru awal.
rec-do_not_claim = Jangan menyatakan kepada publik bahwa mutasi mengubah { $subject }; data tidak menunjukkannya.
rec-date_posts = Catat TMT jabatan sebelumnya pada setiap SK mutasi, agar masa 2 sampai 5 tahun di jabatan (Peraturan BKN 5/2019) dapat diperiksa.
rec-ask_more = Tambah responden SKM di { -unit } yang belum mencapai jumlah menurut Krejcie & Morgan.
rec-mend_export = Perbaiki ekspor { $subject } di perangkat daerah pengirim dengan buku kerja perbaikan yang sudah disiapkan.

## Tindak lanjut

followed-none = Tidak ada rekomendasi siklus sebelumnya yang tercatat, jadi tidak ada yang ditindaklanjuti.
followed = Dari { $n } rekomendasi siklus { $cycle }: { $done } selesai, { $underway } berjalan, { $accepted } diterima, { $rejected } ditolak, { $proposed } belum diputuskan; { $overdue } lewat tenggat.
followed-caption = Tindak lanjut rekomendasi siklus sebelumnya dan yang terukur sejak itu
followed-caution = Perubahan dari “ketika diusulkan” ke “terukur kini” belum tentu akibat rekomendasinya: data baru, perbaikan data, dan hal lain ikut mengubahnya.

## Halaman

percent = { $value }%
title-technical = Laporan Evaluasi Program Mutasi
title-leaders = Laporan Evaluasi Program Mutasi: ringkasan untuk pimpinan
title-asn = Laporan Evaluasi Program Mutasi: untuk ASN
title-public = Laporan Evaluasi Program Mutasi: untuk masyarakat
part-followed = Tindak lanjut siklus lalu
part-subgroups = Menurut kelompok pegawai
part-skills = Keterampilan
part-service = Lama layanan
part-levels = Dari pegawai ke { -unit }
part-answer = Jawaban
part-overview = Ikhtisar
part-cards = Indikator satu per satu
part-scope = Yang dibandingkan
part-recommendations = Rekomendasi
part-officers = Temuan pada pegawai
part-units = Temuan pada { -unit }
part-few_units = { -Unit } yang hanya sedikit
part-citizens = Kepuasan masyarakat
part-resistance = Resistensi dan sosialisasi
part-fairness = Keadilan keputusan
part-placement = Penempatan
part-collaboration = Kolaborasi antarbidang
part-robustness = Kekokohan hasil
part-method = Metode
part-quality = Mutu data
part-completeness = Kelengkapan data
part-untouched = Tanpa baris yang diperbaiki
part-headlines = Taksiran utama
part-estimates = Semua taksiran
part-not_possible = Yang tidak dapat ditaksir
part-skipped = Sel yang tidak dapat ditaksir
part-reasons = Alasan setiap baris
part-inputs = Berkas masukan
part-plan = Rencana analisis
page-mark = Tanda laporan
page-skip = Langsung ke isi
page-code = Tampilkan kode di balik setiap hasil
page-contents = Daftar isi
page-table = Tabel { $number } dari sel { $cell }
page-signed = Pengesahan
signed-signed = { $role }: disetujui oleh { $name }, { $date }{ $remarked ->
    [yes] . Catatan: { $remark }
   *[no] .
  }
signed-changed = { $role }: laporan berubah sesudah disetujui oleh { $name } pada { $date }.
signed-missing = { $role }: belum menyetujui.
draft = DRAF: belum disetujui oleh ketiga peran tim
draft-changed = DRAF: laporan berubah sesudah disetujui
trace = Jejak: { $notebook }, sel { $cell } · masukan { $inputs } · kode { $version } ({ $code }) · siklus { $cycle }
trace-open = Sumber angka bagian ini
trace-tables = Tabel di balik bagian ini dan fungsi pembuatnya: { $tables }
trace-book = Tabel dibuat dari: masukan { $inputs } · kode { $version } ({ $code }) · siklus { $cycle }; manifest.json memuat semua sidik.

## Perubahan

part-changes = Yang berubah sejak siklus lalu
absent-changes = Belum ada siklus sebelumnya yang disetujui, jadi tidak ada yang dibandingkan.
changes = Dibandingkan dengan siklus { $cycle } yang disetujui, { $n } indikator dihitung ulang. { $crossed ->
    [0] Arah kesimpulannya tidak berubah.
   *[other] { $crossed } di antaranya berganti arah.
  }
changes-caption = Selisih setiap indikator dengan siklus lalu menurut sebabnya; ketiga bagian berjumlah tepat
changes-reading = Data yang direvisi: baris masa lalu yang diperbaiki, menyusul, atau ditarik. Data baru: masa sesudah siklus lalu. Cara atau kode: pilihan analisis dan perangkat lunak. Siklus lalu dihitung ulang dengan kode sekarang untuk memisahkannya.
col-before = Siklus lalu
col-revised = Data direvisi
col-new = Data baru
col-method = Cara atau kode
col-now-value = Kini
col-rows-revised = Baris direvisi
col-rows-new = Baris baru

## Buku kerja

sheet = Lembar
sheet-holds = Isi
sheet-columns = Arti setiap kolom pada lembar lain
sheet-note-names = Nama kolom sama dengan di kode; artinya ada di lembar columns, dan di lembar codebook untuk ekspor.
sheet-note-csv = Semua taksiran per angkatan dan waktu ada pula di estimates.csv.
sheet-note-people = Tidak ada angka tentang satu orang di buku kerja ini; banyaknya orang dibulatkan ke bawah ke kelipatan lima, di bawah lima dikosongkan; taksiran bagi kelompok di bawah sepuluh pegawai dikosongkan.

## Penjelajahan

explore-level = tingkat
explore-outcome = hasil
explore-group = kelompok
explore-estimator = penaksir
explore-window = rentang
explore-why = alasan
explore-why-hint = dalam satu kalimat
explore-save = Simpan sebagai penjelajahan
explore-save-tip = Menambahkan pilihan ini dengan alasannya ke berkas siklus; bila disimpan lagi dengan alasan lain, alasan itu yang berlaku
explore-needs-why = Tulis dulu mengapa Anda melihat ini, dalam satu kalimat: pilihan disimpan bersama alasannya.
explore-saved = Tersimpan: { $file } kini memuat { $n } penjelajahan.
explore-bounds = Hasil utama bila kedua kelompok bergerak terpisah
explore-map = Ke mana pegawai dimutasi (makin gelap makin banyak; di bawah lima tidak ditampilkan)
explore-attacks = Hasil utama, dan apa yang dicoba untuk menjatuhkannya
explore-code = Lima baris yang menaksir pilihan ini lagi
means-y = tingkat, { $unit }
explore-panel = Rata-rata menurut masa: yang pernah dimutasi dan yang tidak pernah
explore-events = Dampak menurut waktu sejak mutasi
explore-weights = Bobot setiap angkatan
explore-curve = Semua cara hitung, dan pilihan ini
explore-choice = pilihan ini
explore-no-events = Penaksir ini tidak memberi dampak menurut waktu.
means-treated = pernah dimutasi
means-never_treated = tidak pernah
weights-share = bagian pengamatan
weights-two_way = efek tetap dua arah
explored = Yang dijelajahi di luar rencana; tidak lebih dari penjelajahan, berapa pun p-nya
col-note = Catatan
col-window = Rentang

# Yang ditulis bila suatu bagian tidak dapat ditulis.
absent-exports = { $section } tidak dapat dilaporkan pada siklus ini, karena { $n ->
    [1] ekspor ini tidak dikirim atau kosong
   *[other] ekspor-ekspor ini tidak dikirim atau kosong
}: { $exports }.
absent-tables = { $section } tidak dapat dilaporkan pada siklus ini, karena tidak ada isi pada tabel hasil: { $tables }.

## Halaman untuk masyarakat

public-question = Apakah layanan bagi warga membaik di { -unit } yang menerima pegawai mutasi?
public-answer =
    { $verdict ->
        [all] Ya: semua { $n } hal yang diukur membaik, yaitu { $names }.
        [some] Ya, sebagian: { $better } dari { $n } hal yang diukur membaik, yaitu { $names }.
        [unknown] Belum dapat diketahui dari data yang ada.
       *[none] Belum terbukti: data belum menunjukkan bahwa layanan membaik.
    }
public-worse = { $n } hal memburuk: { $names }.
public-compared = Yang dibandingkan: { $units } { -unit } yang menerima pegawai mutasi dengan { $others } { -unit } lain. “Tanpa mutasi” adalah perkiraan keadaan seandainya tidak ada mutasi, bukan keadaan sebelumnya.
public-on_time = { $after } dari 100 layanan selesai tepat waktu; tanpa mutasi { $without }
public-ikm = Nilai kepuasan { $after } (25 sampai 100); tanpa mutasi { $without }
public-complaints = { $after } pengaduan per 1.000 layanan; tanpa mutasi { $without }
public-other = { $after } ({ $unit }); tanpa mutasi { $without }
public-between = Selisihnya antara { $low } dan { $high }.
public-sure-strong = Buktinya kuat.
public-sure-moderate = Buktinya cukup.
public-sure-suggestive = Ini baru tanda awal, belum pasti.
public-sure-none = Belum dapat dibedakan dari kebetulan.
public-sure-inconclusive = Belum dapat disimpulkan dari data yang ada.
public-unsur-title = Apa yang sudah baik dan apa yang belum
public-unsur = Warga memberi nilai tertinggi untuk { $best } ({ $bestscore }) dan terendah untuk { $worst } ({ $worstscore }), pada nilai 25 sampai 100.
public-unsur-all = Nilai kesembilan unsur layanan
public-suggested = { $n } warga menulis saran tentang layanan di { -unit } program. Yang paling sering disebut:
public-theme = { $theme }: { $share } dari 100 saran
public-ask-title = Bertanya atau mengadu
public-ask = Tentang laporan ini: { $contact }.
public-complain = Tentang layanan: SP4N-LAPOR! (SMS 1708), atau langsung di kantor yang melayani.

## Halaman untuk perwakilan ASN

asn-question = Apakah mutasi adil, sesuai, dan baik bagi pegawai?
asn-unknown = Belum dapat diketahui: keadilan dan kesesuaian penempatan tidak diukur pada siklus ini.
asn-lead-fair =
    { $side ->
        [above] Keadilan keputusan dinilai di atas tengah skala: { $mean } dari 5.
        [below] Keadilan keputusan dinilai di bawah tengah skala: { $mean } dari 5.
       *[middle] Keadilan keputusan dinilai di tengah skala: { $mean } dari 5.
    }
asn-lead-fit =
    { $clear ->
        [yes] Penempatan lebih sesuai daripada acak, tetapi baru mencapai { $reached }% dari perbaikan yang mungkin ({ $low }–{ $high }%).
       *[no] Penempatan belum dapat dibedakan dari acak ({ $reached }% dari perbaikan yang mungkin; { $low }–{ $high }%).
    }
asn-careful = Tidak ada angka di sini tentang satu orang. Hasil ini tidak boleh dipakai untuk menilai, memindahkan, atau menghukum seorang pegawai. Angka dalam kurung adalah selang kepercayaan.
asn-fair = Adilkah keputusannya?
asn-mean = { $group } { $mean }
asn-fit = Cocokkah penempatannya?
asn-chance =
    { $clear ->
        [yes] Penempatan lebih sesuai daripada bila orang yang sama disebar acak ke jabatan yang sama.
       *[no] Penempatan belum dapat dibedakan dari penyebaran acak.
    }
asn-rule = Dari sekitar { $dated } mutasi yang lamanya di jabatan sebelumnya diketahui, { $share }% berada dalam 2 sampai 5 tahun (Peraturan BKN 5/2019).
asn-rule-unknown = Berapa lama pegawai berada di jabatan sebelumnya tidak tercatat, sehingga ketentuan 2 sampai 5 tahun tidak dapat diperiksa.
asn-object = Siapa yang keberatan, dan apakah sosialisasi membantu?
asn-object-most = Paling keberatan: { $most }, { $mostmean } dari 5. Paling sedikit: { $least }, { $leastmean }.
asn-sessions =
    { $direction ->
        [down] Ada tanda bahwa sosialisasi menurunkan keberatan: { $effect } poin setiap sesi.
        [up] Ada tanda bahwa keberatan naik setelah sosialisasi: { $effect } poin setiap sesi.
       *[none] Tidak terlihat bahwa sosialisasi mengubah keberatan ({ $effect } poin setiap sesi).
    }
asn-sessions-unknown = Apakah sosialisasi menurunkan keberatan belum dapat diketahui: pegawai perlu ditanya sebelum dan sesudahnya.
asn-remarks = Apa yang terjadi dengan rekomendasi siklus lalu?
asn-followed-below = Setiap rekomendasi ada di bawah, pada bagian Rekomendasi.
asn-gain = Apa yang berubah bagi pegawai yang dimutasi?

## Siapa yang dimutasi

part-selection = Siapa yang dimutasi, dan adilkah?
absent-selection = Siapa yang dimutasi tidak ditelaah pada siklus ini, karena program tidak memutasi siapa pun di dalamnya.
selection-who = { $moved } mutasi disandingkan dengan apa yang diketahui sebelum masing-masing diputuskan, di antara { $officers } pegawai { -home } ini yang mungkin dimutasi; { $share }% dari mereka dimutasi dalam satu semester. Yang dibandingkan adalah pegawai pada semester dan jenis unit yang sama, serupa dalam kinerja, jenis kelamin, umur, dan masa kerja. { $not_seen } pegawai yang dimutasi tidak termasuk, karena tidak dinilai sesaat sebelumnya, atau bertugas di tempat lain atau di unit yang kecamatannya tidak diketahui.
selection-punishment-untested = Apakah pegawai dimutasi karena keberatan, atau karena pengaduan tentang unitnya, belum dapat diketahui: jawaban survei sebelum keputusan diketahui dari { $answered } pegawai yang dimutasi, dan pengaduan tentang unitnya dari { $complaints }. Taksiran memerlukan { $fewest }; aturan di balik sepersepuluh mutasi terlihat sembilan dari sepuluh kali mulai sekitar { $needed }.
selection-punishment-yes = Ada tanda hukuman, pada kinerja sebelumnya yang sama. Untuk satu simpangan baku lebih tinggi: { $what }. Ini kaitan, bukan bukti bahwa seseorang dimutasi karenanya.
selection-punishment-no = { $enough ->
    [yes] Tidak terlihat tanda hukuman, pada kinerja sebelumnya yang sama.
   *[no] Ada tidaknya hukuman belum dapat diketahui: tidak terlihat tanda hukuman, tetapi { $moved } mutasi terlalu sedikit, karena aturan di balik sepersepuluh mutasi baru terlihat sembilan dari sepuluh kali mulai sekitar { $needed }.
  } Untuk satu simpangan baku lebih tinggi: { $what }.{ $untested ->
    [resistance] {""} Apakah keberatan berkaitan dengannya belum dapat diketahui, karena terlalu sedikit pegawai yang dimutasi menjawab survei sebelumnya.
    [complaints] {""} Apakah pengaduan tentang unit berkaitan dengannya belum dapat diketahui, karena terlalu sedikit pegawai yang dimutasi berasal dari unit yang pengaduannya tercatat.
   *[none] {""}
  }
selection-favour-untested = Apakah kinerja berkaitan dengan mutasi belum dapat diketahui: kurang dari { $fewest } mutasi yang dapat ditelaah.
selection-favour = { $shown ->
    [yes] Kinerja sebelumnya berkaitan dengan siapa yang dimutasi atau ke mana; itu mungkin pilih kasih, mungkin pula upaya menempatkan orang dengan tepat.
   *[no] Tidak terlihat tanda bahwa kinerja sebelumnya menentukan siapa yang dimutasi atau ke mana.
  } Untuk satu simpangan baku lebih tinggi: { $what }.
selection-item = { $factor ->
    [resistance] keberatan dalam survei sebelumnya
    [complaints] pengaduan tentang unit sebelumnya
   *[performance] kinerja sebelumnya
  } { $effect } { $destination ->
    [moved] poin persen peluang dimutasi dalam satu semester
    [distance] kali 5 km ke jabatan baru
    [desk_to_field] poin persen pindah dari meja ke lapangan
   *[not_fitting] poin persen jabatan yang standarnya tidak dipenuhi
  } (p terkoreksi { $padjusted })
selection-unseen = Yang tidak terlihat di sini: keinginan, kesehatan, lowongan, lama di jabatan, dan apa yang dikatakan di luar survei; yang sudah menduga akan dimutasi mungkin keberatan karena itu.
selection-factor-resistance = Keberatan dalam survei sebelumnya (per simpangan baku)
selection-factor-complaints = Pengaduan tentang unit sebelumnya (per simpangan baku)
selection-factor-performance = Kinerja sebelumnya (per simpangan baku)
selection-factor-unfairness = Menilai keputusan tidak adil sebelumnya (per simpangan baku)
selection-factor-female = Perempuan
selection-factor-age = Umur (per 10 tahun)
selection-factor-service = Masa kerja (per 10 tahun)
selection-destination-distance = Jabatan yang lebih jauh (5 km)
selection-destination-desk_to_field = Pindah dari meja ke lapangan (poin persen)
selection-destination-not_fitting = Jabatan yang standarnya tidak dipenuhi (poin persen)
selection-col-destination = Tujuan
selection-col-difference = Selisih
selection-x = poin persen peluang dimutasi dalam satu semester
selection-alt = Gambar hal yang berkaitan dengan dimutasi; yang terbesar { $factor }, { $effect } poin persen.
selection-caption = Yang berkaitan dengan dimutasi dalam satu semester, dalam poin persen, dengan selang kepercayaan { $level }%. Biru: selangnya tidak memuat nol.
selection-destinations-caption = Yang berkaitan dengan tujuan mutasi, di antara yang dimutasi, dengan selang kepercayaan { $level }%
selection-elections = Dalam { $inside } bulan program ketika UU 10/2016 pasal 71 ayat (2) mensyaratkan persetujuan Menteri untuk mengganti pejabat, { $movesinside } mutasi ditandatangani; dalam { $outside } bulan lainnya { $movesoutside }. Persetujuan tidak ada dalam ekspor, dan ketentuan itu hanya mengikat bila ada pemilihan kepala daerah, jadi ini tidak menyatakan bahwa suatu mutasi melanggarnya.
selection-elections-none = Tidak ada bulan program yang jatuh pada masa pembatasan penggantian pejabat di sekitar pilkada menurut UU 10/2016 pasal 71 ayat (2).

## Yang dibawa pegawai dan yang diberikan unit

part-components = Yang dibawa pegawai dan yang diberikan unit
absent-components = Yang dibawa pegawai dan yang diberikan unit tidak ditelaah pada siklus ini, karena tidak ada penilaian yang dapat disandingkan dengan unitnya.
components-few = Yang dibawa pegawai belum dapat dibedakan dari yang diberikan unit: { $moved } pegawai dengan nilai berpindah antarunit, dan diperlukan sedikitnya { $needed } yang menghubungkan unit sehingga tidak satu pun menjadi penghubung tunggal dua unit.
components-said = Di { $units } unit yang dihubungkan oleh { $moved } pegawai yang berpindah (seluruhnya { $officers } pegawai), dari seratus bagian ragam kinerja (SKP) { $officer } mengikuti pegawai dari unit ke unit, dan { $unit } tinggal pada unitnya; dalam kurung selang kepercayaan { $level }%.
components-caution = Bagian ini dikoreksi atas unsur kebetulan dalam taksiran (Kline, Saggio & Sølvsten 2020). Yang digambarkan adalah programnya: tidak ada taksiran tentang seseorang yang disimpan. Pengaruh penilai atau perpindahan itu sendiri terhitung pada unit atau pada sisanya.
components-col = Komponen
components-variance = Ragam SKP
components-share = Bagian
components-caption = Ragam kinerja (SKP, simpangan baku kuadrat) menurut asalnya, dengan selang kepercayaan { $level }% bila ada
component-officer = Pegawai
component-unit = Unit
component-covariance = Dua kali kovarians keduanya
component-match = Kecocokan pegawai dan unit
component-residual = Sisanya

## Kepala halaman dan halaman lain

imprint-place = Tempat
imprint-data = Data
imprint-period = { $first } sampai { $last }
imprint-publisher = Penerbit
publisher =
    { $level ->
        [kecamatan] { $name }
       *[kabupaten] Pemerintah { $name }
    }
imprint-contact = Bertanya kepada
contact-office = tim evaluasi mutasi, { $office }
imprint-version = Versi
imprint-made = { $version } · masukan { $inputs }
page-links = Halaman dan berkas lain
page-language = Bahasa Indonesia
page-workbook = Semua tabel (tabel.xlsx)
page-estimates = Semua taksiran (estimates.csv)
part-public = Bagi masyarakat
part-asn = Bagi perwakilan ASN

## Argumen pada buku catatan

argue-nothing = Tidak ada hasil ukur yang dapat digambar.
bounds-x = Penyimpangan yang diizinkan, M̄ kali yang terbesar sebelumnya
rotated-units = menerima mutasi
never-only = (tidak pernah dimutasi)
attack-without_cohort = tanpa satu angkatan
attack-without_unit = tanpa satu { -unit }
attack-without_left_behind = tanpa rekan yang ditinggal
attack-attrition_bounds = batas bagi yang keluar
attack-synthetic_did = pembanding sintetis
attack-placebo_date = tanggal palsu sebelumnya
col-anticipation = Antisipasi
col-adjusted = Disesuaikan atas
figure-number = Gambar { $n }.
table-number = Tabel { $n }.
page-figure = Gambar dari sel { $cell }, dijelaskan oleh teks di atasnya
public-mean_without = tanpa mutasi
public-mean_after = dengan mutasi
public-moved = { $outcome } { $way ->
        [up] meningkat
       *[down] berkurang
    }
public-way = { $way ->
        [up] Makin tinggi makin baik.
       *[down] Makin rendah makin baik.
    }
public-most = Yang paling sering diminta warga: { $theme }, { $share } dari 100 saran.
asn-scores = Nilai keadilan dari 5: { $scores }.
asn-punished =
    { $shown ->
        [yes] Ada tanda bahwa yang keberatan, atau yang unitnya diadukan, lebih sering atau lebih berat dimutasi. Ini kaitan, bukan bukti.
        [no] Tidak terlihat tanda bahwa yang keberatan, atau yang unitnya diadukan, dimutasi karenanya.
       *[unknown] Apakah yang keberatan, atau yang unitnya diadukan, dimutasi karenanya belum dapat diketahui: mutasi yang dapat ditelaah terlalu sedikit.
    }
asn-unseen = Keinginan, kesehatan, dan lowongan tidak terlihat dalam data ini; rinciannya di bagian Resistensi dan sosialisasi.
