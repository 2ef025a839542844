using DustWatch.Measurements;

namespace DustWatch.Alerting.Statistics;

/// <summary>Daily noise exposure from measurements of tasks, of a job, or of full days, with its uncertainty. Pure; any thread.</summary>
/// <remarks>ISO 9612:2009 clauses 9 to 11 and annex C; examples: its annexes D, E, F.</remarks>
public static class Iso9612
{
    private const int CountMinimum = 3;
    private const double HoursOfDay = 8;
    private const double PositionUncertainty = 1.0; // u3, dB

    /// <summary>From the tasks of a day.</summary>
    /// <param name="tasks">All of them.</param>
    /// <param name="instrument">What they were measured with.</param>
    /// <exception cref="ArgumentException">There is no task, or one has no measurement or no duration.</exception>
    public static NoiseExposureResult OfTasks(IReadOnlyList<NoiseTask> tasks, SoundInstrument instrument)
    {
        if (tasks.Count == 0 || tasks.Any(task => task.Levels.Count == 0 || !(task.Hours > 0)))
        {
            throw new ArgumentException("A day has one task or more, each with a measurement and a duration.", nameof(tasks));
        }

        var levels = tasks.Select(task => SoundExposure.EnergyMean(task.Levels)).ToList();
        var contributions = tasks.Zip(levels, (task, level) => level + Normalised(task.Hours)).ToList();
        var daily = 10 * Math.Log10(contributions.Sum(c => Math.Pow(10, c / 10)));
        var results = tasks.Select((task, i) => new NoiseTaskResult(levels[i], contributions[i], VarianceOf(task, contributions[i] - daily, instrument))).ToList();
        return new NoiseExposureResult(
            daily - Normalised(tasks.Sum(task => task.Hours)),
            daily,
            SamplingDeviation: 0,
            SamplingContribution: 0,
            Math.Sqrt(results.Sum(result => result.Variance)),
            results);
    }

    /// <summary>From random samples of a job, or from full days: the arithmetic is the same.</summary>
    /// <param name="levels">L_p,A,eqT of each, dB(A); at least 5 of a job, 3 full days.</param>
    /// <param name="effectiveHours">T_e, effective duration of the working day.</param>
    /// <param name="instrument">What they were measured with.</param>
    /// <exception cref="ArgumentException">There are fewer than three, or they spread more than the standard's table goes.</exception>
    public static NoiseExposureResult OfSamples(IReadOnlyList<Decibel> levels, double effectiveHours, SoundInstrument instrument)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(effectiveHours);
        var deviation = levels.Count < CountMinimum ? double.NaN : Math.Sqrt(SquaresOf(levels) / (levels.Count - 1));
        if (!(deviation <= SamplingContribution.DeviationMaximum))
        {
            throw new ArgumentException($"Three measurements or more are needed, with a deviation of at most {SamplingContribution.DeviationMaximum} dB.", nameof(levels));
        }

        var level = SoundExposure.EnergyMean(levels);
        var sampling = SamplingContribution.Of(levels.Count, deviation);
        var uncertainty = Math.Sqrt((sampling * sampling) + (InstrumentUncertainty(instrument) * InstrumentUncertainty(instrument)) + (PositionUncertainty * PositionUncertainty));
        return new NoiseExposureResult(level, level + Normalised(effectiveHours), deviation, sampling, uncertainty, Tasks: []);
    }

    private static double VarianceOf(NoiseTask task, double belowDaily, SoundInstrument instrument)
    {
        var count = task.Levels.Count;
        var sampling = count < 2 ? 0 : SquaresOf(task.Levels) / (count * (count - 1.0)); // u1a², C.6
        var instrumental = InstrumentUncertainty(instrument) * InstrumentUncertainty(instrument);
        var share = Math.Pow(10, belowDaily / 10); // c1a, C.4
        var duration = task is { HoursLeast: { } least, HoursMost: { } most } ? 0.5 * (most - least) : 0; // u1b, C.7
        var durationShare = 10 / Math.Log(10) * share / task.Hours * duration; // c1b·u1b, C.5
        return (share * share * (sampling + instrumental + (PositionUncertainty * PositionUncertainty))) + (durationShare * durationShare);
    }

    // Squares about the arithmetic mean of the levels: annex C asks for the spread of the readings, not for a level.
    private static double SquaresOf(IReadOnlyList<Decibel> levels)
    {
        var middle = levels.Sum(level => (long)level.Hundredths) / (double)levels.Count;
        return levels.Sum(level => (level.Hundredths - middle) * (level.Hundredths - middle)) / 10_000;
    }

    private static double Normalised(double hours) => 10 * Math.Log10(hours / HoursOfDay);

    private static double InstrumentUncertainty(SoundInstrument instrument) => instrument switch
    {
        SoundInstrument.Class1 => 0.7,
        SoundInstrument.Class2 or SoundInstrument.ExposureMeter => 1.5,
        _ => throw new ArgumentOutOfRangeException(nameof(instrument), instrument, "No such instrument."),
    };
}
