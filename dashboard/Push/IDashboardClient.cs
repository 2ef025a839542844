using System.Diagnostics.CodeAnalysis;
using DustWatch.Dashboard.Contracts;

namespace DustWatch.Dashboard.Push;

/// <summary>What the hub says to a browser. Targets go over the wire spelled exactly as here, so they begin small.</summary>
[SuppressMessage("Style", "IDE1006:Naming Styles", Justification = "The names are the contract's.")]
[SuppressMessage("Naming", "CA1707", Justification = "The names are the contract's.")]
public interface IDashboardClient
{
    Task alert(AlertChange message);

    Task live(LiveBatch batch);

    Task presence(PresenceBatch batch);

    Task reset(Reset message);
}
