using System.Text;
using PubSubLab.Handlers;

namespace PubSubLab.Transports.Celery.Tests.Support;

/// <summary>Tasks for tests.</summary>
internal static class Tasks
{
    public static LabTask Of(string json, params (string Name, string Value)[] attributes) =>
        new(Encoding.UTF8.GetBytes(json), attributes.ToDictionary(a => a.Name, a => a.Value));
}
