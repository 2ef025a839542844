using DustWatch.Dashboard.Contracts;
using DustWatch.Ingest.History;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Api;

/// <summary>A history in steps as a browser sees it.</summary>
internal static class HistoryStepViews
{
    public static IReadOnlyList<object> Of(IHistory history, MonitoringPoint point, Quantity quantity, Interval span, long stepMilliseconds)
    {
        var steps = history.ReadSteps(point.Number, quantity, new HistoryStepping(span, stepMilliseconds, point.HoldMilliseconds, point.IntervalMilliseconds));
        return Quantities.IsDecibel(quantity)
            ? [.. steps.Select(s => new LeqStepView(s.End, s.Mean, s.Minimum, s.Maximum, s.Coverage))]
            : [.. steps.Select(s => new MeanStepView(s.End, s.Mean, s.Minimum, s.Maximum, s.Coverage))];
    }
}
