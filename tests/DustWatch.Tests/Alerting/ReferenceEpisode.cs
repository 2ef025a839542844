namespace DustWatch.Tests.Alerting;

/// <summary>A maximal run of parts above the bound. <paramref name="IsOpen"/>: a gap ended it, so that it may have been longer.</summary>
internal sealed record ReferenceEpisode(long Start, long End, bool IsOpen)
{
    /// <summary>The runs of a window's judged parts.</summary>
    public static List<ReferenceEpisode> Of(IReadOnlyList<ReferencePart> parts, ReferenceWindow window, long hold)
    {
        var runs = new List<ReferenceEpisode>();
        var isRunning = false;
        for (var i = 0; i < parts.Count; i++)
        {
            if (isRunning && window.Length(parts[i - 1].End, parts[i].Start) > hold)
            {
                runs[^1] = runs[^1] with { IsOpen = true };
                isRunning = false;
            }

            if (parts[i].IsAbove && isRunning)
            {
                runs[^1] = runs[^1] with { End = parts[i].End };
            }
            else if (parts[i].IsAbove)
            {
                runs.Add(new ReferenceEpisode(parts[i].Start, parts[i].End, IsOpen: false));
            }

            isRunning = parts[i].IsAbove;
        }

        return runs;
    }
}
