namespace DustWatch.Mqtt;

/// <summary>
/// Says when a connection is better read a little later. A broker sends each message in a segment of its own, and to wake for each costs ten times what the message does; so while many come
/// they are left to gather in the socket. Few are read at once. The read loop alone.
/// </summary>
/// <remarks>
/// A sender that stops until earlier messages are acknowledged only waits longer for it (mosquitto stops after 20 unless it is told otherwise). A pause that brought little shows that, and the next
/// one is tried after four times as many messages.
/// </remarks>
/// <param name="pause">How long messages may gather; zero for not at all.</param>
/// <param name="time">The only clock.</param>
internal sealed class MqttGathering(TimeSpan pause, TimeProvider time)
{
    private const int Many = 64; // messages, in so many pauses:
    private const int PausesOfMany = 2;
    private const int LongestTrial = Many << 8;

    private long _since = time.GetTimestamp();
    private int _messages; // since then
    private int _trial = Many; // messages after which a pause is considered
    private bool _hasPaused; // before the next read

    /// <summary>Whether the next read is to wait for a pause.</summary>
    /// <param name="messages">Messages of the last read.</param>
    /// <param name="bytes">Its bytes: after a long one the next has enough to do.</param>
    public bool IsDue(int messages, long bytes)
    {
        if (pause == TimeSpan.Zero)
        {
            return false;
        }

        if (_hasPaused)
        {
            _trial = messages >= Many / PausesOfMany ? Many : Math.Min(_trial * 4, LongestTrial);
        }

        _hasPaused = false;
        _messages += messages;
        if (_messages < _trial)
        {
            return false;
        }

        var now = time.GetTimestamp();
        var areMany = time.GetElapsedTime(_since, now) * Many <= pause * PausesOfMany * _messages; // the rate counts: on a busy machine a pause takes longer
        (_since, _messages) = (now, 0);
        return _hasPaused = areMany && bytes < MqttLimits.GatheredBytesMax;
    }
}
