using System.Diagnostics;
using System.Globalization;
using DustWatch.Alerting.Rules;
using DustWatch.Dashboard.Commands;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>Judges a source with the live system's state function, writes what came out, and sums up in one line on standard error.</summary>
/// <param name="rules">Rules, or null for the default ones.</param>
/// <param name="against">Rules to compare with: then only the difference is written. Null: none.</param>
/// <param name="output">File for what came out; null for standard output.</param>
/// <param name="error">Standard error.</param>
internal sealed class Backtest(RuleSet? rules, RuleSet? against, string? output, TextWriter error)
{
    /// <summary>Reads, judges, writes.</summary>
    /// <param name="judge">Judges the source by each of these sets of rules, and says with which exit code to end; null when a bad line has ended it.</param>
    /// <returns>The exit code.</returns>
    public int Run(Func<IReadOnlyList<RuleSet?>, CommandProgress, (IReadOnlyList<Judged>? Judged, int ExitCode)> judge)
    {
        var clock = Stopwatch.StartNew();
        var (sets, exitCode) = CommandProgress.Run(error, progress => judge(against is null ? [rules] : [rules, against], progress));
        if (sets is not [var judged, ..])
        {
            return exitCode;
        }

        foreach (var warning in judged.Warnings)
        {
            error.WriteLine($"dustwatch: warning: {warning}");
        }

        var count = Write(judged, sets.ElementAtOrDefault(1));
        error.WriteLine(Summary(judged, count, clock.Elapsed));
        return exitCode;
    }

    private int Write(Judged judged, Judged? old)
    {
        using var file = new TransitionFile(output);
        if (old is null)
        {
            foreach (var transition in judged.Transitions)
            {
                file.Write(transition);
            }

            return judged.Transitions.Count;
        }

        var changes = TransitionDifference.Between(old.Transitions, judged.Transitions);
        foreach (var change in changes)
        {
            file.Write(change);
        }

        return changes.Count;
    }

    private static string Summary(Judged judged, int written, TimeSpan elapsed)
    {
        var counts = judged.Counts;
        var seconds = Math.Max(elapsed.TotalSeconds, 0.001);
        var line = string.Create(CultureInfo.InvariantCulture, $"{counts.Samples} samples, {counts.Samples / seconds:F0} samples/s, {written} transitions");
        var others = new (long Count, string Name)[] { (counts.Duplicates, "duplicates"), (counts.Conflicts, "conflicts"), (counts.Late, "late") }.Where(other => other.Count > 0);
        return string.Concat(others.Select(other => string.Create(CultureInfo.InvariantCulture, $", {other.Count} {other.Name}")).Prepend(line));
    }
}
