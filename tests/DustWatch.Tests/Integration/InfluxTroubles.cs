using System.Globalization;
using DustWatch.Tests.Backends.Influx;

namespace DustWatch.Tests.Integration;

/// <summary>Every answer that a write can get, in turn, each followed by writes that are taken; and one line that is refused for good.</summary>
internal sealed class InfluxTroubles
{
    /// <summary>Part of the line that no server here takes.</summary>
    public const string BadLineMark = "point=k3,quantity=dust_respirable value=";

    private const int Rounds = 2;
    private const long DayMilliseconds = 86_400_000;
    private const long BadMilliseconds = 30_000;
    private const int PartialLinesMinimum = 2; // a single line is not bad by itself

    // Each with what it is counted under, if with anything of its own. Status 0 cuts off without an answer.
    private static readonly (string Cause, ScriptedAnswer Answer)[] Answers =
    [
        ("", new(400, """{"code":"invalid","message":"partial write: unable to parse a line dropped=0"}""")),
        ("401", new(401, """{"code":"unauthorized","message":"unauthorized access"}""")),
        ("403", new(403, """{"code":"forbidden","message":"insufficient permissions"}""")),
        ("404", new(404, """{"code":"not found","message":"bucket \"dust\" not found"}""")),
        ("", new(413, """{"code":"request too large","message":"too large"}""")),
        ("", new(422, """{"code":"unprocessable entity","message":"unprocessable"}""")),
        ("429", new(429, """{"code":"too many requests","message":"slow down"}""", RetryAfter: "1")),
        ("500", new(500, """{"code":"internal error","message":"unexpected"}""")),
        ("503", new(503, """{"code":"unavailable","message":"busy"}""", RetryAfter: "1")),
        ("connection", new(0)),
        ("connection", new(500, """{"code":"internal""", IsCut: true)),
        ("", new(204)), // after a while
    ];

    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private int _next;
    private bool _isTaken;

    /// <summary>What retries are counted under.</summary>
    public static IReadOnlyList<string> Causes { get; } = [.. Answers.Select(a => a.Cause).Where(cause => cause.Length > 0).Distinct()];

    /// <summary>Whether each was given as often as it should be.</summary>
    public bool IsOver
    {
        get
        {
            lock (_gate)
            {
                return _next >= Rounds * Answers.Length;
            }
        }
    }

    /// <summary>204, but for the bad line.</summary>
    public static Task<ScriptedAnswer> RefuseTheBadLineAsync(ScriptedWrite write) => Task.FromResult(
        write.Lines.Any(IsBad) ? new ScriptedAnswer(400, """{"code":"invalid","message":"unable to parse a line"}""") : ScriptedAnswer.Stored);

    /// <summary>The next of all answers.</summary>
    public async Task<ScriptedAnswer> AnswerAsync(ScriptedWrite write)
    {
        var answer = Next(write);
        if (answer.IsSlow)
        {
            await Task.Delay(Slowness);
        }

        return answer.Answer ?? await RefuseTheBadLineAsync(write);
    }

    /// <summary>What a server holds: the last fields of each series and time, without what depends on when samples came.</summary>
    public static IReadOnlyList<string> ContentsOf(ScriptedInflux server)
    {
        var contents = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in server.Stored.Where(line => !line.Contains("rule=clock", StringComparison.Ordinal) && !line.Contains("rule=offline", StringComparison.Ordinal)))
        {
            var (series, time) = (line.IndexOf(' ', StringComparison.Ordinal), line.LastIndexOf(' '));
            contents[$"{line[..series]} {line[(time + 1)..]}"] = line[series..time];
        }

        return [.. contents.Select(entry => $"{entry.Key}{entry.Value}")];
    }

    /// <summary>How many lines only one of two servers holds, and the first of them; empty when they hold the same.</summary>
    public static string DifferenceOf(ScriptedInflux one, ScriptedInflux other)
    {
        var (ours, theirs) = (ContentsOf(one), ContentsOf(other));
        var (only, missing) = (ours.Except(theirs).ToList(), theirs.Except(ours).ToList());
        return only.Count + missing.Count == 0 ? "" : $"{only.Count} lines of {ours.Count} too many: {only.FirstOrDefault()}; {missing.Count} of {theirs.Count} missing: {missing.FirstOrDefault()}";
    }

    // The 30th second of that point's samples, and nothing else.
    private static bool IsBad(string line) =>
        line.StartsWith("sample,", StringComparison.Ordinal)
        && line.Contains(BadLineMark, StringComparison.Ordinal)
        && long.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture) % DayMilliseconds == BadMilliseconds;

    // Every other write is taken, so that there is always something stored.
    private (ScriptedAnswer? Answer, bool IsSlow) Next(ScriptedWrite write)
    {
        lock (_gate)
        {
            _isTaken = !_isTaken;
            if (_isTaken || _next >= Rounds * Answers.Length)
            {
                return (null, IsSlow: false);
            }

            var (_, answer) = Answers[_next % Answers.Length];
            if (answer.Status is 400 or 413 or 422 && write.Lines.Length < PartialLinesMinimum)
            {
                return (null, IsSlow: false);
            }

            _next++;
            return answer.Status == ScriptedAnswer.Stored.Status ? (null, IsSlow: true) : (answer, IsSlow: false);
        }
    }
}
