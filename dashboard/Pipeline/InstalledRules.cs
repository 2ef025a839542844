using System.Text.Json;
using DustWatch.Alerting.Detection;
using DustWatch.Alerting.Rules;
using DustWatch.Backends.Sqlite;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>The rules of an installation: the version that holds, and every one before it. Any thread; one change at a time.</summary>
internal sealed class InstalledRules(SqliteDocuments stored, ISampleLog log, RegistryHolder registry) : IDisposable
{
    private readonly SemaphoreSlim _changing = new(1, 1);
    private volatile RulesVersion _current = RulesVersion.First;

    public RulesVersion Current => _current;

    /// <summary>Takes the newest version of the ledger, and brings it into the log where a stop came between the two.</summary>
    public async Task RestoreAsync()
    {
        if (stored.FindLast() is { } last)
        {
            _current = RulesVersion.Read(last.Version, last.Json);
            if ((log.FindRules(log.End)?.Version ?? 0) < last.Version)
            {
                await log.ChangeRulesAsync(last.Version, last.Json);
            }
        }
    }

    /// <summary>Puts a rules file in force, whole: checked, then into the ledger, then into the log, then it holds.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="expected">The version that it is to take the place of; null for whichever holds.</param>
    /// <param name="actor">Who changes it.</param>
    public async Task<RulesOutcome> ChangeAsync(ReadOnlyMemory<byte> json, int? expected, string? actor)
    {
        await _changing.WaitAsync();
        try
        {
            var current = _current;
            if (expected is { } version && version != current.Number)
            {
                return new RulesOutcome(IsConflict: true, current, []);
            }

            if (!RulesReader.TryRead(json.Span, out var rules, out var faults))
            {
                return new RulesOutcome(IsConflict: false, current, faults);
            }

            var document = rules is { HasDefaults: true, Rules.Count: 0 } ? default : Compact(json);
            if (!current.Json.Span.SequenceEqual(document.Span))
            {
                var number = await stored.AddAsync(document, actor);
                await log.ChangeRulesAsync(number, document);
                _current = new RulesVersion(number, document.IsEmpty ? null : rules, document);
            }

            return new RulesOutcome(IsConflict: false, _current, Warnings(rules, registry.Current));
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>The version with this number, or null.</summary>
    public RulesVersion? Find(int number) =>
        number == 0 ? RulesVersion.First : stored.Find(number) is { } found ? RulesVersion.Read(found.Version, found.Json) : null;

    /// <summary>
    /// The version that held at <paramref name="time"/>, server time, and the one before it, whose rules detection may just have gone by.
    /// </summary>
    public IReadOnlyList<RulesVersion> Around(Instant time)
    {
        var number = stored.FindAt(time)?.Version ?? 0;
        return [.. new[] { number, number - 1 }.Where(n => n >= 0).Select(Find).OfType<RulesVersion>()];
    }

    public void Dispose() => _changing.Dispose();

    /// <summary>What of the rules is judged less than fully, or not at all.</summary>
    private static IReadOnlyList<RegistryFault> Warnings(RuleSet rules, Registry registry) =>
        [.. rules.FaultsFor(registry), .. new Detector(registry, rules, new Instant(0)).Faults];

    private static ReadOnlyMemory<byte> Compact(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return JsonSerializer.SerializeToUtf8Bytes(document.RootElement);
    }
}
