namespace DustWatch.Simulator.Scenario;

/// <summary>
/// How much of a dust there is where things are about to go wrong, mg/m³: the scale of the demo's sensors. The figures are those of the dust table of
/// GBZ 2.1-2019, so that a share of them looks on the board as it should; nothing is judged by them.
/// </summary>
internal static class UsualDust
{
    private const double RespirableShare = 0.45; // of total dust, where the table has no figure of its own

    public static (double Total, double Respirable) Of(string agent) => agent switch
    {
        "silica-10-50" => (1, 0.7),
        "silica-50-80" => (0.7, 0.3),
        "cement" => (4, 1.5),
        "coal" => (4, 2.5),
        "limestone" or "gypsum" or "marble" => (8, 4),
        "welding-fume" or "aluminium-oxide" => (4, 4 * RespirableShare),
        "wood-hard" => (3, 3 * RespirableShare),
        "grinding-wheel" or "other" => (8, 8 * RespirableShare),
        _ => throw new ArgumentException($"No usual dust for {agent}.", nameof(agent)),
    };
}
