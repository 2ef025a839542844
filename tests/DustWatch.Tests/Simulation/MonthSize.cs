using System.Globalization;

namespace DustWatch.Tests.Simulation;

/// <summary>How much of a month there is.</summary>
/// <param name="Days">Simulated days.</param>
/// <param name="Points">Points that measure once a minute.</param>
/// <param name="FastPoints">Points that measure once a second.</param>
internal sealed record MonthSize(int Days, int Points, int FastPoints)
{
    private const string Variable = "DUSTWATCH_MONTH";

    /// <summary>What infra/drills/month.sh asks for in DUSTWATCH_MONTH as <c>DAYS,POINTS,FAST</c>; else what a test run has time for.</summary>
    public static MonthSize Take()
    {
        var text = Environment.GetEnvironmentVariable(Variable);
        Environment.SetEnvironmentVariable(Variable, null); // the server in this process takes what begins so for a setting
        return text is { Length: > 0 } ? Of([.. text.Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture))]) : new MonthSize(Days: 13, Points: 10, FastPoints: 1);
    }

    private static MonthSize Of(int[] numbers) => new(numbers[0], numbers[1], numbers[2]);
}
