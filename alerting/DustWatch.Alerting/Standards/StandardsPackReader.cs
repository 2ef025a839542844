using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;

namespace DustWatch.Alerting.Standards;

/// <summary>Reads a pack of schema 2, its rules as RULES.json spells them. Packs are part of the program: a fault in one is our own mistake.</summary>
internal sealed class StandardsPackReader
{
    private const int Schema = 2;

    private readonly JsonElement _json;
    private readonly string _standard;
    private readonly string _edition;
    private readonly DateOnly _effective;
    private readonly string _effectiveMark;

    private StandardsPackReader(JsonElement json)
    {
        _json = json;
        _standard = Text(json, "standard");
        _edition = Text(json, "edition");
        _effective = Day(Text(json, "effective"));
        _effectiveMark = Text(json, "effectiveMark");
    }

    public static StandardsPack Read(Stream stream)
    {
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.GetProperty("schema").GetInt32() == Schema
            ? new StandardsPackReader(document.RootElement).ReadPack()
            : throw new UnreachableException("A pack of another schema.");
    }

    private StandardsPack ReadPack() => new([.. List(_json, "limits").SelectMany(ReadLimits)])
    {
        Id = Text(_json, "id"),
        Standard = _standard,
        Edition = _edition,
        Title = Text(_json, "title"),
        Jurisdiction = _json.GetProperty("jurisdiction").GetString(),
        IsDefault = _json.GetProperty("default").GetBoolean(),
        Note = OptionalText(_json, "note"),
        Effective = _effective,
        EffectiveMark = _effectiveMark,
        Rules = ReadRules(),
        LimitsOf = OptionalText(_json, "limitsOf"),
        SilicaRows = [.. List(_json, "silicaRows").Select(Text)],
        Doses = [.. List(_json, "doses").Select(ReadDose)],
        PeakExposure = Find(_json, "peakExposure") is { } peaks ? ReadPeakExposure(peaks) : null,
        DustGrading = Find(_json, "dustGrading") is { } grading ? ReadDustGrading(grading) : null,
        NoiseGrades = Find(_json, "noiseGrades") is { } noise ? ReadGrades(noise) : null,
        ExposureLevels = Find(_json, "exposureLevels") is { } levels ? ReadGrades(levels) : null,
    };

    private IReadOnlyList<Rule> ReadRules()
    {
        if (Find(_json, "rules") is not { } rules)
        {
            return [];
        }

        return RulesReader.TryRead(Encoding.UTF8.GetBytes($$"""{"rules":{{rules.GetRawText()}}}"""), out var read, out var faults)
            ? read.Rules
            : throw new UnreachableException($"Rules of {_standard}: {string.Join("; ", faults)}");
    }

    // Rows that differ in nothing but the agent are one entry.
    private IEnumerable<ExposureLimit> ReadLimits(JsonElement json)
    {
        var quantity = Quantities.TryFind(Text(json, "quantity"), out var found) ? found : throw new UnreachableException("A pack names an unknown quantity.");
        if (Text(json, "unit") != Quantities.Of(quantity).Unit)
        {
            throw new UnreachableException($"A limit of {quantity} in another unit.");
        }

        return Text(json, "agent").Split(' ').Select(agent => new ExposureLimit(
            agent,
            Text(json, "name"),
            quantity,
            ReadKind(json),
            json.GetProperty("limit").GetDecimal(),
            OptionalText(json, "silica") is { } band ? Band.Parse(band) : null,
            Find(json, "perSilica") is { } basis ? new SilicaBasis(basis.GetProperty("plus").GetDecimal(), basis.GetProperty("times").GetDecimal()) : null,
            ReadCitation(json),
            OptionalText(json, "note")));
    }

    private DoseLimit ReadDose(JsonElement json)
    {
        int Hundredths(string key) => (int)FixedPoint.From(json.GetProperty(key).GetDecimal(), Decibel.Decimals);
        return new DoseLimit(
            Text(json, "id"),
            new DoseCriterion(Hundredths("criterion"), Hundredths("exchange"), Hundredths("threshold")),
            json.GetProperty("coefficient").GetDecimal(),
            ReadKind(json),
            json.GetProperty("percent").GetDecimal(),
            ReadCitation(json));
    }

    private PeakExposureLimit ReadPeakExposure(JsonElement json) => new(
        json.GetProperty("times").GetDecimal(),
        json.GetProperty("atMost").GetInt32(),
        Duration(json, "longest"),
        Duration(json, "apart"),
        json.GetProperty("never").GetDecimal(),
        ReadCitation(json));

    private DustGrading ReadDustGrading(JsonElement json) => new(
        [.. List(json, "silica").Select(ReadWeight)],
        [.. List(json, "ratio").Select(ReadWeight)],
        [.. List(json, "labour").Select(weight => weight.GetDecimal())],
        ReadGrades(json));

    private GradeTable ReadGrades(JsonElement json) => new(
        [.. List(json, "grades").Select(grade => new Grade(
            Text(grade, "grade"),
            OptionalText(grade, "name") ?? Text(grade, "grade"),
            OptionalText(grade, "english") ?? Text(grade, "grade"),
            OptionalText(grade, "values") is { } values ? Band.Parse(values) : null))],
        ReadCitation(json));

    private Citation ReadCitation(JsonElement json) => new(
        _standard,
        _edition,
        OptionalText(json, "effective") is { } day ? Day(day) : _effective,
        _effectiveMark,
        Text(json, "clause"),
        Text(json, "mark"),
        Text(json, "source"));

    private static GradingWeight ReadWeight(JsonElement json) =>
        new(Band.Parse(Text(json, "values")), Find(json, "weight")?.GetDecimal());

    private static LimitKind ReadKind(JsonElement json) => OptionalText(json, "kind") switch
    {
        null => LimitKind.Limit,
        "action" => LimitKind.Action,
        "lowerAction" => LimitKind.LowerAction,
        var kind => throw new UnreachableException($"A pack's limit is of the kind '{kind}'."),
    };

    private static long Duration(JsonElement json, string key) =>
        IsoDuration.TryParse(Text(json, key), out var milliseconds) ? milliseconds : throw new UnreachableException($"A pack's {key} is no duration.");

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static JsonElement? Find(JsonElement json, string key) => json.TryGetProperty(key, out var value) ? value : null;

    private static IEnumerable<JsonElement> List(JsonElement json, string key) => Find(json, key)?.EnumerateArray() ?? Enumerable.Empty<JsonElement>();

    private static string? OptionalText(JsonElement json, string key) => Find(json, key)?.GetString();

    private static string Text(JsonElement json, string key) => Text(json.GetProperty(key));

    private static string Text(JsonElement json) => json.GetString() ?? throw new UnreachableException("A pack's text is null.");
}
