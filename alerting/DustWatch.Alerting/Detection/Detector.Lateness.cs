using DustWatch.Measurements;

namespace DustWatch.Alerting.Detection;

/// <summary>Points that have to be judged again, and what judging them again needs.</summary>
public sealed partial class Detector
{
    /// <summary>Points that have to be judged again, each once with the earliest time that is concerned; checkpoints keep them.</summary>
    public IReadOnlyList<LateSample> Late =>
        [.. _state.LatePoints.Select(local => new LateSample(_plan.Points[local].Point.Number, new Instant(_state.Late[local]?.Pending ?? LateMarks.None)))];

    /// <summary>The latest event time that a point has been judged at, <see cref="Instant.Never"/> when nothing of it was: before it, a sample is late or a repeat.</summary>
    public Instant JudgedUntil(int point)
    {
        var until = SeriesState.Never;
        if (TryFindLocal(point, out var local))
        {
            var place = _plan.Points[local];
            for (var number = place.FirstSeries; number < place.FirstSeries + place.SeriesCount; number++)
            {
                until = Math.Max(until, JudgedUntilOf(number));
            }
        }

        return new Instant(until);
    }

    /// <summary>Takes the state of a point from a detector that judged its samples again, in order. What arrivals decide stays as it is, and what is held back.</summary>
    /// <param name="replayed">Its state of the point is shared from now on: it must not judge the point any more.</param>
    /// <param name="point">Number of the point, of this shard.</param>
    public void TakePoint(Detector replayed, int point)
    {
        ArgumentNullException.ThrowIfNull(replayed);
        if (!TryFindLocal(point, out var local) || !replayed.TryFindLocal(point, out var source))
        {
            return;
        }

        var place = _plan.Points[local];
        _calm.SettlePoint(place);
        replayed._calm.SettlePoint(replayed._plan.Points[source]);
        var (arrivals, late, changedAt, history) = (_state.Arrivals[local], _state.Late[local], _state.ChangedAt[local], _state.Histories[local]);
        var faults = _state.Faults.AsSpan(place.FirstFault, place.Quality.Length).ToArray();
        var flapping = _faults.FlappingOf(place);
        var last = _state.Fronts.AsSpan(place.FirstSeries, place.SeriesCount).ToArray();
        var held = _state.Held.AsSpan(place.FirstSeries, place.SeriesCount).ToArray();
        PointMove.CopyPoint(replayed._plan, replayed._state, replayed._plan.Points[source], _plan, _state, place);
        (_state.Arrivals[local], _state.Late[local], _state.ChangedAt[local]) = (arrivals, late, changedAt);
        _state.TakeArrivalFaults(local, history, isReplay: false);
        for (var number = 0; number < faults.Length; number++)
        {
            if (PointPlan.IsOnArrival(place.Quality[number].Kind))
            {
                _state.Faults[place.FirstFault + number] = faults[number];
            }
        }

        _faults.CountAnew(place, flapping);
        for (var number = 0; number < last.Length; number++)
        {
            _state.Fronts[place.FirstSeries + number].LastArrival = last[number].LastArrival;
            _state.Held[place.FirstSeries + number] = held[number];
        }

        NextClosing = long.MinValue;
        Settle(point);
    }

    /// <summary>Leaves a point as it has been judged.</summary>
    public void Settle(int point)
    {
        if (TryFindLocal(point, out var local) && _state.LatePoints.Remove(local) && _state.Late[local] is { } late)
        {
            late.Pending = LateMarks.None;
        }
    }

    /// <summary>Whether an earlier state of a point is that of the run in order up to its end, ends before <paramref name="since"/>, and judges as this one does.</summary>
    internal bool CanGoOnFrom(Detector earlier, int point, Instant since)
    {
        if (!TryFindLocal(point, out var local)
            || !earlier.TryFindLocal(point, out var source)
            || earlier._plan.Points[source].Point.Id != _plan.Points[local].Point.Id
            || earlier._state.LatePoints.Contains(source)
            || earlier._state.ChangedAt[source] != _state.ChangedAt[local])
        {
            return false;
        }

        var until = earlier.JudgedUntil(point);
        return until < since && (_state.Late[local]?.EarliestAfter(earlier._state.Samples) ?? LateMarks.None) > until.Milliseconds;
    }

    /// <summary>A detector that has seen nothing of a point; null when the point was judged in another way before.</summary>
    internal Detector? FromNothing(int point) =>
        TryFindLocal(point, out var local) && _state.ChangedAt[local] == SeriesState.Never ? OfOnePoint(_registry, _rules, point, new Instant(0)) : null;

    /// <summary>
    /// Gets ready to judge a point again, each sample at its own time: nothing has arrived later than it was judged, and the faults that
    /// arrivals decided are those of <paramref name="live"/>.
    /// </summary>
    internal void BeginReplay(int point, Detector live)
    {
        if (!TryFindLocal(point, out var local) || !live.TryFindLocal(point, out var liveLocal))
        {
            return;
        }

        _state.TakeArrivalFaults(local, live._state.Histories[liveLocal], isReplay: true);
        if (JudgedUntil(point) is var until && until == Instant.Never)
        {
            return;
        }

        var place = _plan.Points[local];
        _calm.SettlePoint(place);
        _state.Arrivals[local] = ArrivalState.Since(until.Milliseconds);
        for (var number = 0; number < place.Quality.Length; number++)
        {
            if (PointPlan.IsOnArrival(place.Quality[number].Kind))
            {
                _state.Faults[place.FirstFault + number] = FaultState.Fresh;
            }
        }
    }

    /// <summary>Which samples of a point this detector has judged and <paramref name="earlier"/> has not, for each quantity.</summary>
    internal List<(Quantity Quantity, Interval Span)> SpansSince(Detector earlier, int point)
    {
        var spans = new List<(Quantity, Interval)>();
        if (!TryFindLocal(point, out var local) || !earlier.TryFindLocal(point, out var source))
        {
            return spans;
        }

        foreach (var quantity in Quantities.All)
        {
            var (number, before) = (_plan.Find(local, quantity), earlier._plan.Find(source, quantity));
            var (from, to) = (earlier.JudgedUntil(point).Milliseconds, JudgedUntil(point).Milliseconds); // without rules, it still says that the point is not silent
            if (number >= 0)
            {
                to = JudgedUntilOf(number);
                from = before >= 0 ? earlier._state.Fronts[before].LastTime : from;
            }

            if (to > from)
            {
                spans.Add((quantity, new Interval(new Instant(from), new Instant(to))));
            }
        }

        return spans;
    }

    /// <summary>Closes the windows of a point that ticks had closed in <paramref name="other"/>.</summary>
    internal void CloseAsIn(Detector other, int point, Findings output)
    {
        if (!TryFindLocal(point, out var local) || !other.TryFindLocal(point, out var source))
        {
            return;
        }

        var place = _plan.Points[local];
        _calm.SettlePoint(place);
        var silence = Step.Silence(place.AfterMillisecondsMin == long.MaxValue ? long.MaxValue : _state.Arrivals[local].Last + place.AfterMillisecondsMin);
        for (var number = place.FirstSeries; number < place.FirstSeries + place.SeriesCount; number++)
        {
            var like = other._plan.Find(source, _plan.Series[number].Quantity);
            if (like >= 0 && other._state.Series[like].ClosedUntil is var until && until != SeriesState.Never)
            {
                _judge.CloseEnded(number, until + _plan.Series[number].HoldMilliseconds, silence, output);
            }
        }
    }

    /// <summary>Ids of the rules of a point that come to the same in every run over the same samples.</summary>
    internal HashSet<string> RulesOf(int point)
    {
        var rules = new HashSet<string>(StringComparer.Ordinal);
        if (TryFindLocal(point, out var local))
        {
            var place = _plan.Points[local];
            rules.UnionWith(place.Quality.Where(rule => !PointPlan.IsOnArrival(rule.Kind)).Select(rule => rule.Id));
            rules.UnionWith(_plan.Series.AsSpan(place.FirstSeries, place.SeriesCount).ToArray().SelectMany(series => series.Rules).Select(rule => rule.Rule.Id));
        }

        return rules;
    }

    /// <summary>Id of a point of this shard, and the tick of the record since which it is judged as it is.</summary>
    internal (string Id, Instant ChangedAt) Identify(int point) =>
        TryFindLocal(point, out var local) ? (_plan.Points[local].Point.Id, new Instant(_state.ChangedAt[local])) : throw new ArgumentOutOfRangeException(nameof(point));

    /// <summary>From when on a point has to be judged again, or null.</summary>
    internal Instant? LateSince(int point) =>
        TryFindLocal(point, out var local) && _state.LatePoints.Contains(local) && _state.Late[local] is { } late ? new Instant(late.Pending) : null;

    private long JudgedUntilOf(int number) => Math.Max(_state.Fronts[number].LastTime, _state.Series[number].ClosedUntil);

    private void NoteLate(int local, int point, long since, Findings output)
    {
        _state.NoteLate(local, since);
        output.Late.Add(new LateSample(point, new Instant(since)));
    }
}
