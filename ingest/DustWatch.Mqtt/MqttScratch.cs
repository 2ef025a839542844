using System.Buffers;

namespace DustWatch.Mqtt;

/// <summary>Where packets that cross the segments of a read are put together: one pooled array a connection, rented when first needed. One thread at a time.</summary>
internal sealed class MqttScratch : IDisposable
{
    private byte[] _bytes = [];

    public Span<byte> Take(int length)
    {
        if (_bytes.Length < length)
        {
            Dispose();
            _bytes = ArrayPool<byte>.Shared.Rent(length);
        }

        return _bytes.AsSpan(0, length);
    }

    /// <summary>Gives a large array back between reads, so that one long packet does not cost its connection that memory for good.</summary>
    public void Trim()
    {
        if (_bytes.Length > MqttLimits.KeptScratchBytesMax)
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }
    }
}
