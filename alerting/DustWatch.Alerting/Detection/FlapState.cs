using DustWatch.Alerting.Rules;

namespace DustWatch.Alerting.Detection;

/// <summary>Holds one rule at one point at its highest level while it changes too often.</summary>
internal sealed class FlapState
{
    public readonly Queue<long> Changes = []; // of the last Within ms, while not flapping
    public Level Wanted; // the highest latch at the last evaluation
    public long LastChange;
    public bool IsFlapping;

    /// <summary>The level to stand at, when the highest latch is <paramref name="wanted"/>.</summary>
    public Level Hold(FlapGuard guard, Level level, Level wanted, long at)
    {
        if (IsFlapping && at - LastChange >= guard.WithinMilliseconds)
        {
            End();
            Wanted = wanted;
            return wanted;
        }

        if (wanted == Wanted)
        {
            return level;
        }

        (Wanted, LastChange) = (wanted, at);
        if (!IsFlapping)
        {
            Changes.Enqueue(at);
            while (Changes.Peek() <= at - guard.WithinMilliseconds)
            {
                Changes.Dequeue();
            }

            IsFlapping = Changes.Count > guard.Count;
        }

        return IsFlapping && wanted < level ? level : wanted;
    }

    /// <summary>Starts again with nothing.</summary>
    public void End()
    {
        Changes.Clear();
        (Wanted, IsFlapping) = (Level.Normal, false);
    }
}
