namespace DustWatch.Alerting.Standards;

/// <summary>The grades into which a standard sorts one number.</summary>
/// <param name="Grades">From the least to the worst; those with known values leave no gap.</param>
/// <param name="Citation">Where the table stands, and its mark.</param>
public sealed record GradeTable(IReadOnlyList<Grade> Grades, Citation Citation)
{
    /// <summary>The grade of <paramref name="value"/>, in the unit of the table.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The table begins above <paramref name="value"/>.</exception>
    public Grade Of(decimal value) =>
        Grades.FirstOrDefault(grade => grade.Values is { } values && values.Holds(value))
        ?? throw new ArgumentOutOfRangeException(nameof(value), value, $"{Citation} has no grade for it.");
}
