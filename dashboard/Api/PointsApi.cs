using System.Globalization;
using DustWatch.Alerting;
using DustWatch.Alerting.Book;
using DustWatch.Dashboard.Contracts;
using DustWatch.Dashboard.Pipeline;
using DustWatch.Dashboard.Security;
using DustWatch.Ingest.History;
using DustWatch.Measurements;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DustWatch.Dashboard.Api;

/// <summary><c>GET points</c>, <c>points/{id}</c>, <c>points/{id}/history</c>, <c>points/{id}/exposure</c>, <c>points/{id}/verdicts</c>: any signed-in caller, its scope.</summary>
internal static class PointsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("points", List)
            .Describe<ListView<PointView>>("listPoints", "The monitoring points of the caller's scope, with what they read now.")
            .Takes(QueryParameter.District, QueryParameter.Enterprise, QueryParameter.Limit, QueryParameter.Cursor);
        api.MapGet("points/{id}", Get)
            .Describe<PointView>("getPoint", "One monitoring point.");
        api.MapGet("points/{id}/history", History)
            .Describe<ListView<ReadingView>>("readHistory", "A quantity's samples in (from, to], or, with step, their mean (decibels: leq), minimum, maximum and coverage in UTC-aligned steps.")
            .AlsoAnswers<ListView<MeanStepView>, ListView<LeqStepView>>()
            .Takes(
                new QueryParameter("quantity", "What was measured.", QueryForm.Quantity, IsRequired: true),
                new QueryParameter("from", "Excluded; a day before 'to' when left out.", QueryForm.Time),
                new QueryParameter("to", "Included; now when left out.", QueryForm.Time),
                new QueryParameter("step", "Length of a step, such as PT1M.", QueryForm.Duration),
                QueryParameter.Limit);
        api.MapGet("points/{id}/shifts", Shifts)
            .Describe<ListView<ShiftView>>("listShifts", "The shifts of the point's calendar that have a part in (from, to].")
            .Takes(
                new QueryParameter("from", "A day before 'to' when left out.", QueryForm.Time),
                new QueryParameter("to", "Now when left out.", QueryForm.Time));
        api.MapGet("points/{id}/exposure", Exposure)
            .Describe<ExposureView>("getExposure", "Where the point stands under every rule: value, bounds, limit, coverage, level, projection.");
        api.MapGet("points/{id}/verdicts", Verdicts)
            .Describe<ListView<VerdictView>>("listVerdicts", "How the point's finished shifts, days and weeks stand, by the end of the window; an indication, not a statutory verdict.")
            .Takes(
                new QueryParameter("from", "Windows that ended after it; a week before 'to' when left out.", QueryForm.Time),
                new QueryParameter("to", "Windows that ended by then; now when left out.", QueryForm.Time));
    }

    private static IResult Shifts(string id, HttpContext context, RegistryHolder registry, TimeProvider clock)
    {
        if (Find(id, context, registry) is not { } point)
        {
            return Problems.NotFound($"point '{id}'");
        }

        var query = new Query(context.Request);
        var to = query.Time("to") ?? Instant.Now(clock);
        var from = query.Time("from") ?? to.Plus(-TimeSpan.MillisecondsPerDay);
        if (from > to || to - from > (long)Limits.ShiftsSpanMaximum.TotalMilliseconds)
        {
            query.Fault("from", $"must be before 'to', and at most {Limits.ShiftsSpanMaximum.TotalDays} days");
        }

        return query.Problem ?? (IResult)TypedResults.Ok(new ListView<ShiftView>(PointViews.ShiftsOf(point, new Interval(from, to)), null));
    }

    private static IResult List(HttpContext context, RegistryHolder registry, PointViews views)
    {
        var caller = Caller.From(context.User);
        var query = new Query(context.Request);
        var limit = query.WholeNumber("limit", Limits.PageItemsMaximum, 1, Limits.PageItemsMaximum);
        var after = query.Cursor("cursor") ?? -1;
        if (query.Problem is { } problem)
        {
            return problem;
        }

        var (district, enterprise) = (query.Text("district"), query.Text("enterprise"));
        var current = registry.Current;
        var points = current.Points
            .Where(p => p.Number > after && caller.Sees(current, p))
            .Where(p => (enterprise is null || p.Enterprise == enterprise) && (district is null || current.DistrictOf(p) == district))
            .Take(limit + 1)
            .ToList();
        var page = points.Take(limit).ToList();
        var next = points.Count > limit ? page[^1].Number.ToString(CultureInfo.InvariantCulture) : null;
        return TypedResults.Ok(new ListView<PointView>([.. page.Select(p => views.Of(current, p))], next));
    }

    private static IResult Get(string id, HttpContext context, RegistryHolder registry, PointViews views) =>
        Find(id, context, registry) is { } point ? TypedResults.Ok(views.Of(registry.Current, point)) : Problems.NotFound($"point '{id}'");

    private static IResult Exposure(string id, HttpContext context, RegistryHolder registry, PointViews views, TimeProvider clock) =>
        Find(id, context, registry) is { } point
            ? TypedResults.Ok(new ExposureView(point.Id, Instant.Now(clock), views.ExposuresOf(point)))
            : Problems.NotFound($"point '{id}'");

    private static IResult Verdicts(string id, HttpContext context, RegistryHolder registry, IAlertLedger ledger, TimeProvider clock)
    {
        if (Find(id, context, registry) is not { } point)
        {
            return Problems.NotFound($"point '{id}'");
        }

        var query = new Query(context.Request);
        var to = query.Time("to") ?? Instant.Now(clock);
        var from = query.Time("from") ?? to.Plus(-7 * TimeSpan.MillisecondsPerDay);
        if (from > to || to - from > (long)Limits.VerdictSpanMaximum.TotalMilliseconds)
        {
            query.Fault("from", $"must be at most {Limits.VerdictSpanMaximum.TotalDays} days before 'to', and not after it");
        }

        return query.Problem ?? (IResult)TypedResults.Ok(new ListView<VerdictView>([.. ledger.ReadVerdicts(point.Id, from, to).Select(Show)], null));
    }

    private static VerdictView Show(Verdict verdict) => new(
        verdict.Point,
        verdict.Rule,
        verdict.Quantity,
        new WindowView(verdict.Window.Start, verdict.Window.End),
        verdict.Shift,
        verdict.Kind,
        verdict.IsCertain,
        verdict.Value,
        verdict.Unit,
        verdict.Low,
        verdict.High,
        verdict.Estimate,
        verdict.Limit,
        verdict.Coverage,
        verdict.IsCensored,
        verdict.IsUncorrected,
        verdict.Revision,
        verdict.Clause);

    private static IResult History(string id, HttpContext context, RegistryHolder registry, IHistory history, TimeProvider clock)
    {
        if (Find(id, context, registry) is not { } point)
        {
            return Problems.NotFound($"point '{id}'");
        }

        var query = new Query(context.Request);
        var quantity = query.QuantityOf("quantity");
        var to = query.Time("to") ?? Instant.Now(clock);
        // A page goes on from the last time of the one before: 'from' is excluded, and a series has one sample at a time.
        var from = query.Time("cursor") ?? query.Time("from") ?? to.Plus(-TimeSpan.MillisecondsPerDay);
        var step = query.Duration("step");
        var limit = query.WholeNumber("limit", Limits.HistorySamplesMaximum, 1, Limits.HistorySamplesMaximum);
        if (from > to)
        {
            query.Fault("from", "must not be after 'to'");
        }

        if (step is { } length && (to - from) / length > Limits.HistoryStepsMaximum)
        {
            query.Fault("step", $"would give more than {Limits.HistoryStepsMaximum} steps; take a longer step or a shorter time");
        }

        if (query.Problem is { } problem || quantity is not { } what)
        {
            return query.Problem!; // a missing quantity is a fault, so there is a problem
        }

        return step is { } stepMilliseconds
            ? TypedResults.Ok(new ListView<object>(HistoryStepViews.Of(history, point, what, new Interval(from, to), stepMilliseconds), null))
            : Raw(history, point, what, new Interval(from, to), limit);
    }

    private static Ok<ListView<ReadingView>> Raw(IHistory history, MonitoringPoint point, Quantity quantity, Interval span, int limit)
    {
        var samples = history.Read(point.Number, quantity, span, limit);
        var traits = Quantities.Of(quantity);
        var items = samples.Select(s => new ReadingView(s.Time, traits.ToUnit(s.Value), s.Flag)).ToList();
        return TypedResults.Ok(new ListView<ReadingView>(items, samples.Count == limit ? samples[^1].Time.ToString() : null));
    }

    private static MonitoringPoint? Find(string id, HttpContext context, RegistryHolder registry) =>
        registry.Current.FindPoint(id) is { } point && Caller.From(context.User).Sees(registry.Current, point) ? point : null;
}
