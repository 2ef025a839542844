using System.Text.Json;
using DustWatch.Alerting.Rules;
using DustWatch.Alerting.Standards;
using DustWatch.Alerting.Statistics;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting.Statistics;

/// <summary>Every published example, by the function that reports use. Frames of HJ 212 are no business of these functions.</summary>
[TestFixture]
internal sealed class PublishedValueTests
{
    private static readonly Dictionary<string, Action<JsonElement>> Checks = new(StringComparer.Ordinal)
    {
        ["osha_reference_duration"] = e => Gives(e, "T_h", NoiseDose.ReferenceHours(Level(e, "level_dba"), Osha.Criterion)),
        ["osha_twa_from_dose"] = e => Gives(e, "twa_dba", NoiseDose.TimeWeightedLevel(Number(e, "dose_pct"), Osha)),
        ["osha_twa_from_dose_erratum"] = e => GivesNoMisprint(e, "formula_twa_dba", "printed_twa_dba", NoiseDose.TimeWeightedLevel(Number(e, "dose_pct"), Osha)),
        ["osha_dose"] = e => CheckDose(e, Number(e, "threshold_dba") < 90 ? OshaHearing : Osha),
        ["osha_dose_partial"] = CheckPartialDose,
        ["osha_action_level_extended"] = e => Gives(e, "action_level_dba", NoiseDose.ActionLevel(Number(e, "shift_h"), OshaHearing)),
        ["niosh_reference_duration"] = e => Gives(e, "T_seconds", 3_600 * NoiseDose.ReferenceHours(Level(e, "level_dba"), Niosh.Criterion)),
        ["niosh_reference_duration_erratum"] = e => GivesNoMisprint(e, "formula_seconds", "printed_seconds", 3_600 * NoiseDose.ReferenceHours(Level(e, "level_dba"), Niosh.Criterion)),
        ["niosh_twa_from_dose"] = e => Gives(e, "twa_dba", NoiseDose.TimeWeightedLevel(Number(e, "dose_pct"), Niosh)),
        ["niosh_dose"] = e => CheckDose(e, Niosh),
        ["lex8h"] = CheckDaily,
        ["hse_points"] = e => Gives(e, "points", SoundExposure.Points(Sound(e.GetProperty("inputs"), "laeq"))),
        ["lex_allowed_time"] = e => Gives(e, "hours", SoundExposure.HoursTo(Level(e, "target_lex"), Level(e, "laeq"))),
        ["lex_week"] = e => Gives(e, "lexw_db", SoundExposure.Weekly(Levels(e.GetProperty("inputs").GetProperty("daily")))),
        ["lex_week_points"] = e =>
        {
            Gives(e, "lexw_db_500", SoundExposure.WeeklyOfPoints(500));
            Gives(e, "lexw_db_2000", SoundExposure.WeeklyOfPoints(2_000));
        },
        ["iso9612_task"] = CheckTasks,
        ["iso9612_job"] = CheckSamples,
        ["iso9612_fullday"] = CheckSamples,
        ["exposure_pa2h"] = e => Gives(e, "lex8h_db", SoundExposure.DailyOfExposure(Number(e, "E_pa2h"))),
        ["twa8h"] = e => Gives(e, "twa", (double)Concentrations.TimeWeightedAverage(Periods(e))),
        ["stel15"] = e => Gives(e, "stel", (double)Concentrations.ShortTermAverage(Periods(e))),
        ["mixture_index"] = e => Gives(e, "index", (double)Concentrations.MixtureIndex(
            e.GetProperty("inputs").GetProperty("components").EnumerateArray().Select(c => (c.GetProperty("c").GetDecimal(), c.GetProperty("limit").GetDecimal())))),
        ["gbz_pe_rule"] = CheckPeakExposure,
        ["brief_scala_daily"] = e => Gives(e, "rf", (double)LongShift.DailyFactor(Exact(e, "shift_h"))),
        ["brief_scala_weekly"] = e => Gives(e, "rf", (double)LongShift.WeeklyFactor(Exact(e, "week_h"))),
        ["brief_scala_adjusted"] = CheckReduction,
        ["osha_lead_long_shift"] = e => Gives(e, "limit_ug_m3", (double)LongShift.ProportionalLimit(400m / 8, Exact(e, "shift_h"))),
        ["gbz229_1_2010"] = e => CheckDustGrade(e, "gbzt-229.1-2010"),
        ["gbz229_1_2025"] = e => CheckDustGrade(e, "gbzt-229.1-2025"),
        ["lognormal_descriptive"] = CheckFit,
        ["lognormal_derived"] = CheckDerived,
        ["tolerance_factor"] = e => Gives(e, "K", ToleranceFactor.Of((int)Number(e, "n"), Number(e, "coverage"), Number(e, "confidence"))),
    };

    private static DoseLimit Osha => Dose("osha-pel");

    private static DoseLimit OshaHearing => Dose("osha-hearing-conservation");

    private static DoseLimit Niosh => Dose("niosh-rel");

    private static IEnumerable<TestCaseData> Examples => WorkedExamples.All.Where(e => Checks.ContainsKey(WorkedExamples.KindOf(e))).Select(WorkedExamples.AsCase);

    [TestCaseSource(nameof(Examples))]
    public void A_value_is_as_published(JsonElement example) => Checks[WorkedExamples.KindOf(example)](example);

    [Test]
    public void No_example_is_passed_over()
    {
        Assert.That(WorkedExamples.All, Has.Count.EqualTo(127));
        Assert.That(WorkedExamples.All.Select(WorkedExamples.KindOf).Distinct(), Is.EquivalentTo(Checks.Keys.Append("hj212_packet")));
    }

    private static void Gives(JsonElement example, string key, double value) =>
        Assert.That(value, Is.EqualTo(WorkedExamples.Expected(example, key)).Within(WorkedExamples.Tolerance(example, key)), key);

    /// <summary>The value that the formula gives, and by far not that which was printed.</summary>
    private static void GivesNoMisprint(JsonElement example, string formula, string printed, double value)
    {
        var misprint = WorkedExamples.Expected(example, printed);
        var right = WorkedExamples.Expected(example, formula);
        Assert.That(value, Is.EqualTo(right).Within(Math.Min(WorkedExamples.Tolerance(example, formula), Math.Abs(misprint - right) / 10)));
    }

    private static void GivesIfStated(JsonElement example, string key, double value)
    {
        if (example.GetProperty("expected").TryGetProperty(key, out _))
        {
            Gives(example, key, value);
        }
    }

    private static void CheckDose(JsonElement example, DoseLimit limit)
    {
        var inputs = example.GetProperty("inputs");
        var criterion = inputs.TryGetProperty("threshold_dba", out _)
            ? new DoseCriterion(Level(example, "criterion_dba").Hundredths, Level(example, "exchange_db").Hundredths, Level(example, "threshold_dba").Hundredths)
            : limit.Criterion;
        Assert.That(limit.Criterion, Is.EqualTo(criterion), "the pack's dose is the one that the example means");
        var percent = NoiseDose.Percent(Sounds(example, "periods", "level_dba"), criterion);
        Gives(example, "dose_pct", percent);
        GivesIfStated(example, "twa_dba", NoiseDose.TimeWeightedLevel(percent, limit));
    }

    /// <summary>A day of 9 h, of which one hour is stated as a dose; the source gives it also as 8 h measured of a shift of 9 h.</summary>
    private static void CheckPartialDose(JsonElement example)
    {
        var periods = example.GetProperty("inputs").GetProperty("periods").EnumerateArray().ToLookup(p => p.TryGetProperty("dose_pct", out _));
        var percent = NoiseDose.Percent(periods[false].Select(p => Sound(p, "level_dba")), OshaHearing.Criterion) + periods[true].Sum(p => p.GetProperty("dose_pct").GetDouble());
        Gives(example, "dose_pct", percent);
        Gives(example, "twa_dba", NoiseDose.TimeWeightedLevel(percent, OshaHearing));
        var ofShift = NoiseDose.OfShift(percent, measuredHours: 8, shiftHours: periods.SelectMany(p => p).Sum(p => p.GetProperty("hours").GetDouble()));
        Gives(example, "dose_pct_norm8h", ofShift);
        Gives(example, "twa_norm8h_dba", NoiseDose.TimeWeightedLevel(ofShift, OshaHearing));
    }

    private static void CheckDaily(JsonElement example)
    {
        var sounds = Sounds(example, "tasks", "laeq");
        Gives(example, "lex8h_db", SoundExposure.Daily(sounds));
        GivesIfStated(example, "points", sounds.Sum(SoundExposure.Points));
        GivesAllIfStated(example, "task_lex", sounds.Select(sound => SoundExposure.Daily([sound])));
        GivesAllIfStated(example, "task_points", sounds.Select(SoundExposure.Points));
        Assert.That(SoundExposure.DailyOfPoints(sounds.Sum(SoundExposure.Points)), Is.EqualTo(SoundExposure.Daily(sounds)).Within(1e-4));
    }

    private static void GivesAllIfStated(JsonElement example, string key, IEnumerable<double> values)
    {
        if (example.GetProperty("expected").TryGetProperty(key, out var expected))
        {
            Assert.That(values, Is.EqualTo(expected.EnumerateArray().Select(v => v.GetDouble())).Within(WorkedExamples.Tolerance(example, key)), key);
        }
    }

    private static void CheckTasks(JsonElement example)
    {
        NoiseTask Task(JsonElement json, bool withDuration) => new(
            Levels(json.GetProperty("samples")),
            json.GetProperty("hours").GetDouble(),
            withDuration && json.TryGetProperty("range_h", out var range) ? range[0].GetDouble() : null,
            withDuration && json.TryGetProperty("range_h", out range) ? range[1].GetDouble() : null);
        var tasks = example.GetProperty("inputs").GetProperty("tasks").EnumerateArray().ToList();
        var plain = Iso9612.OfTasks([.. tasks.Select(task => Task(task, withDuration: false))], SoundInstrument.ExposureMeter);
        var whole = Iso9612.OfTasks([.. tasks.Select(task => Task(task, withDuration: true))], SoundInstrument.ExposureMeter);
        GivesAllIfStated(example, "task_levels", whole.Tasks.Select(task => task.Level));
        // The standard goes on from the level as it prints it, with one decimal.
        GivesAllIfStated(example, "contributions", whole.Tasks.Zip(tasks, (task, json) => SoundExposure.Daily([new SoundPeriod(Printed(task.Level), Milliseconds(json))])));
        Assert.That(whole.Tasks.Zip(tasks, (task, json) => task.Level + (10 * Math.Log10(json.GetProperty("hours").GetDouble() / 8))), Is.EqualTo(whole.Tasks.Select(task => task.Contribution)).Within(1e-12));
        Gives(example, "lex8h_db", whole.Daily);
        Gives(example, "U_no_duration_db", plain.ExpandedUncertainty);
        Gives(example, "U_with_duration_db", whole.ExpandedUncertainty);
    }

    private static void CheckSamples(JsonElement example)
    {
        var result = Iso9612.OfSamples(Levels(example.GetProperty("inputs").GetProperty("samples")), Number(example, "Te_h"), SoundInstrument.ExposureMeter);
        Gives(example, "lp_db", result.Level);
        Gives(example, "lex8h_db", result.Daily);
        Gives(example, "u1", result.SamplingDeviation);
        Gives(example, "c1u1", result.SamplingContribution);
        Gives(example, "u", result.Uncertainty);
        Gives(example, "U", result.ExpandedUncertainty);
    }

    private static void CheckPeakExposure(JsonElement example)
    {
        var inputs = example.GetProperty("inputs");
        var peaks = inputs.GetProperty("peaks").EnumerateArray().Select(Period).ToList();
        var rest = new ExposurePeriod(Exact(example, "background"), (8 * 3_600_000) - peaks.Sum(peak => peak.Milliseconds));
        var allowed = StandardsPacks.Find("gbz-2.1-2019")?.PeakExposure ?? throw new InvalidOperationException("The pack has no peak exposure.");
        var judged = PeakExposure.Of([.. peaks, rest], Exact(example, "pc_twa"), allowed);
        GivesIfStated(example, "ctwa", (double)judged.TimeWeightedAverage);
        GivesIfStated(example, "count_over_3x", judged.Runs);
        GivesIfStated(example, "peak_ratio", (double)judged.HighestRatio);
        var expected = example.GetProperty("expected");
        Assert.That((judged.IsAboveNever, judged.IsCompliant), Is.EqualTo((expected.GetProperty("over_5x").GetBoolean(), expected.GetProperty("compliant").GetBoolean())));
    }

    private static void CheckReduction(JsonElement example)
    {
        var week = example.GetProperty("inputs").TryGetProperty("week_h", out var hours) ? hours.GetDecimal() : (decimal?)null;
        var factor = LongShift.ReductionFactor(Exact(example, "shift_h"), week);
        GivesIfStated(example, "rf", (double)factor);
        Gives(example, "adjusted_limit", (double)(Exact(example, "limit") * factor));
    }

    private static void CheckDustGrade(JsonElement example, string pack)
    {
        var inputs = example.GetProperty("inputs");
        var percent = inputs.GetProperty("sio2_band").GetString() switch
        {
            "10-50" => 30m,
            ">80" => 90m,
            var band => throw new InvalidOperationException($"An example of the band {band}"),
        };
        var labour = inputs.GetProperty("labour").GetString() == "III" ? LabourIntensity.Heavy : throw new InvalidOperationException("An example of another labour intensity.");
        var grading = StandardsPacks.Find(pack)?.DustGrading ?? throw new InvalidOperationException("The pack has no grading.");
        var graded = grading.Of(percent, Exact(example, "B"), labour);
        Gives(example, "G", (double)graded.Index);
        Assert.That($"{graded.Grade.Symbol} ({graded.Grade.English})", Is.EqualTo(example.GetProperty("expected").GetProperty("grade").GetString()));
    }

    private static void CheckFit(JsonElement example)
    {
        var fit = LognormalFit.Of(Results(example));
        Gives(example, "ln_mean", fit.LogMean);
        Gives(example, "gm", fit.GeometricMean);
        Gives(example, "gsd", fit.GeometricDeviation);
        Gives(example, "am", fit.Mean);
        Gives(example, "sd", fit.Deviation);
    }

    private static void CheckDerived(JsonElement example)
    {
        var fit = LognormalFit.Of(Results(example));
        var limit = Number(example, "oel");
        Gives(example, "x95", fit.Percentile95);
        Gives(example, "utl_95_70", fit.ToleranceLimit(0.95, 0.70));
        Gives(example, "utl_95_95", fit.ToleranceLimit(0.95, 0.95));
        Gives(example, "exceedance_pct", 100 * fit.ExceedanceFraction(limit));
        Gives(example, "en689_UR", fit.Distance(limit));
        Gives(example, "en689_UT", En689.CriticalDistance(fit.Count));
        Assert.That(En689.Judge(Results(example), limit), Is.EqualTo(example.GetProperty("expected").GetProperty("en689").GetString() == "comply" ? ComplianceVerdict.Compliant : ComplianceVerdict.NotCompliant));
    }

    private static DoseLimit Dose(string id) => StandardsPacks.All.SelectMany(pack => pack.Doses).Single(dose => dose.Id == id);

    private static double Number(JsonElement example, string key) => example.GetProperty("inputs").GetProperty(key).GetDouble();

    private static decimal Exact(JsonElement example, string key) => example.GetProperty("inputs").GetProperty(key).GetDecimal();

    private static Decibel Level(JsonElement example, string key) => LevelOf(example.GetProperty("inputs").GetProperty(key));

    private static Decibel LevelOf(JsonElement json) => new((int)FixedPoint.From(json.GetDecimal(), Decibel.Decimals));

    private static Decibel Printed(double level) => new((int)Math.Round(level * 10) * 10);

    private static List<Decibel> Levels(JsonElement list) => [.. list.EnumerateArray().Select(LevelOf)];

    private static List<double> Results(JsonElement example) => [.. example.GetProperty("inputs").GetProperty("data").EnumerateArray().Select(x => x.GetDouble())];

    private static SoundPeriod Sound(JsonElement json, string level) => new(LevelOf(json.GetProperty(level)), Milliseconds(json));

    private static List<SoundPeriod> Sounds(JsonElement example, string list, string level) =>
        [.. example.GetProperty("inputs").GetProperty(list).EnumerateArray().Select(json => Sound(json, level))];

    private static List<ExposurePeriod> Periods(JsonElement example) => [.. example.GetProperty("inputs").GetProperty("periods").EnumerateArray().Select(Period)];

    private static ExposurePeriod Period(JsonElement json) => new(json.GetProperty("c").GetDecimal(), Milliseconds(json));

    private static long Milliseconds(JsonElement json) => json.TryGetProperty("hours", out var hours)
        ? (long)Math.Round(hours.GetDecimal() * 3_600_000)
        : (long)Math.Round(json.GetProperty("minutes").GetDecimal() * 60_000);
}
