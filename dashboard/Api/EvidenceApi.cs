using System.Text.Json;
using DustWatch.Alerting;
using DustWatch.Alerting.Book;
using DustWatch.Alerting.Evidence;
using DustWatch.Alerting.Rules;
using DustWatch.Dashboard.Contracts;
using DustWatch.Dashboard.Pipeline;
using DustWatch.Dashboard.Security;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Api;

/// <summary><c>GET alerts/{id}/evidence</c>: any signed-in caller, its scope.</summary>
internal static class EvidenceApi
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("alerts/{id}/evidence", GetAsync)
        .Describe<EvidenceView>("getEvidence", "Everything from which a third party can compute the alert's number again.")
        .Takes(
            new QueryParameter("transition", "The 'seq' of one of the alert's transitions; the one that decided the level when left out."),
            new QueryParameter("samples", "'none' leaves the samples out, and nothing else: for a page that shows only what they gave. 'all' when left out."))
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<IResult> GetAsync(string id, HttpContext context, IAlertLedger ledger, Installation installation, AlertViews views, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (ledger.Find(id) is not { } alert || !Caller.From(context.User).Sees(alert))
        {
            return Problems.NotFound($"alert '{id}'");
        }

        var query = new Query(context.Request);
        var wanted = query.Cursor("transition", "must be the 'seq' of a transition in the alert's timeline");
        var samplesWanted = query.OneOrMoreOf("samples", "all", "none");
        if (query.Problem is { } problem)
        {
            return problem;
        }

        var entries = ledger.ReadEntries(id).Where(e => e.Kind == "transition").Select(e => (Entry: e, Transition: Read(e)));
        if (Choose(entries, wanted) is not ({ } entry, { } transition))
        {
            return Problems.NotFound($"transition '{wanted}' of alert '{id}'");
        }

        var registry = installation.RegistryAt(entry.At);
        if (registry.FindPoint(transition.Point) is not { } point || FindRule(transition, point, installation.Rules.Around(entry.At)) is not ({ } rule, { } version))
        {
            return Problems.NotFound($"rule '{transition.Rule}' for point '{transition.Point}' any more, so no evidence");
        }

        // Detection may be a moment ahead of the history.
        if (!await installation.HistoryReachesLogAsync(cancellationToken))
        {
            return Problems.HistoryBehind();
        }

        if (ReadSamples(transition, point, installation) is not { } samples)
        {
            return TypedResults.Problem(
                $"The window holds more than {Limits.EvidenceSamplesMaximum} samples. Read them from the point's history.",
                statusCode: StatusCodes.Status422UnprocessableEntity);
        }

        var previous = entry.Seq == 1 ? LedgerHead.Empty.Hash : ledger.FindEntry(entry.Seq - 1)?.Hash ?? default;
        var factor = transition.Quantity is { } quantity ? registry.FactorOf(point, quantity) : null;
        var view = EvidenceViews.Of(views.Of(alert), EvidenceBuilder.Build(transition, rule, point, samples, factor), rule, version, point, registry, entry, previous);
        return TypedResults.Ok(samplesWanted is ["none"] ? view with { Samples = [] } : view);
    }

    // The latest that raised the level decided it; of two revisions of one transition the later stands.
    private static (LedgerEntry? Entry, Transition? Transition) Choose(IEnumerable<(LedgerEntry Entry, Transition Transition)> entries, long? wanted) => wanted is { } seq
        ? entries.FirstOrDefault(e => e.Entry.Seq == seq)
        : entries
            .GroupBy(e => (e.Transition.At, e.Transition.N))
            .Select(revisions => revisions.MaxBy(e => e.Transition.Revision))
            .Where(e => e.Transition.To > e.Transition.From && e.Transition.Reason == TransitionReason.Raised)
            .OrderBy(e => e.Transition.At)
            .ThenBy(e => e.Transition.N)
            .LastOrDefault();

    // A transition to 'rule-changed' is of the rule that held before.
    private static (Rule? Rule, RulesVersion? Version) FindRule(Transition transition, MonitoringPoint point, IEnumerable<RulesVersion> versions)
    {
        var likeliestFirst = transition.Reason == TransitionReason.RuleChanged ? versions.Reverse() : versions;
        return likeliestFirst
            .Select(version => (RuleSet.For(version.Rules, point).FirstOrDefault(r => r.Id == transition.Rule), version))
            .FirstOrDefault(found => found.Item1 is not null);
    }

    private static Transition Read(LedgerEntry entry)
    {
        using var json = JsonDocument.Parse(entry.Body);
        return TransitionJson.Read(json.RootElement);
    }

    /// <summary>The samples that may have a part in the window, and the two before it; null when they are too many.</summary>
    private static List<Sample>? ReadSamples(Transition transition, MonitoringPoint point, Installation installation)
    {
        if (transition.Quantity is not { } quantity)
        {
            return [];
        }

        var span = EvidenceBuilder.SpanOf(transition, point);
        var history = installation.HistoryFrom(span.Start);
        var samples = history.Read(point.Number, quantity, new Interval(span.Start, transition.Window.End), Limits.EvidenceSamplesMaximum + 1);
        if (samples.Count > Limits.EvidenceSamplesMaximum)
        {
            return null;
        }

        var before = history.FindLast(point.Number, quantity, span.Start);
        var twoBefore = before is { } last ? history.FindLast(point.Number, quantity, last.Time.Plus(-1)) : null;
        Sample?[] earlier = [twoBefore, before];
        return [.. earlier.OfType<Sample>(), .. samples, .. history.Read(point.Number, quantity, new Interval(transition.Window.End, span.End), 1)];
    }
}
