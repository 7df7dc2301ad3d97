using PubSubLab.Lab;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.Canvas;

/// <summary>Sends a message to where another message asks for it. All that a broker has to bring for links, chains, groups and chords.</summary>
internal interface ITaskSender
{
    /// <summary>Sends it; an empty exchange is the default one, whose key is the queue's name.</summary>
    /// <exception cref="LabException">The broker did not take it, or nobody is bound there.</exception>
    Task SendAsync(string exchange, string routingKey, CeleryMessage message);
}
