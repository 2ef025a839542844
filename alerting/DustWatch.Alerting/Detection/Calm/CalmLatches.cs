namespace DustWatch.Alerting.Detection.Calm;

/// <summary>Where the levels of a rule stand: which limits must not be passed, and below which the value must not fall, for nothing to change.</summary>
internal struct CalmLatches
{
    public double Above; // the lowest limit of a level that is off, as a weight
    public double Below; // the highest off-limit of a level that is on; negative when none is
    public long High; // how high a sample may be
    public BoundLevel? Projected; // the level projected
    public bool IsProjectedOn;

    /// <summary>Reads the latches of a rule; <see langword="false"/> while a run goes on, because then time alone changes something.</summary>
    public static bool TryRead(BoundRule rule, ReadOnlySpan<LatchState> latches, bool isQuiet, bool hasSpikes, out CalmLatches calm)
    {
        calm = new CalmLatches { Above = double.PositiveInfinity, Below = -1, High = long.MaxValue, Projected = rule.Projected };
        for (var i = 0; i < latches.Length; i++)
        {
            ref readonly var latch = ref latches[i];
            if (!isQuiet && latch.RunStart != LatchState.NoRun)
            {
                return false;
            }

            var number = i % rule.Levels.Length; // a week of shifts has latches for each name
            var level = rule.Levels[number];
            if (level.Level == Level.Projected)
            {
                calm.IsProjectedOn = latch.IsOn;
            }
            else if (latch.IsOn)
            {
                calm.Below = Math.Max(calm.Below, level.BelowWeight);
                continue;
            }
            else
            {
                calm.Above = Math.Min(calm.Above, level.AboveWeight);
            }

            calm.High = Math.Min(calm.High, rule.Calm.HighOf(number, hasSpikes));
        }

        return true;
    }
}
