import { podsOf, type Rule } from './rule.ts'

/** What runs is what was tried: by digest where images are pulled, by a tag of its own where they are loaded. */
export const pinnedImages: Rule = (plan) =>
  podsOf(plan).flatMap(({ of, spec }) =>
    spec.containers.flatMap(({ image }: { image: string }) => {
      const [name, digest] = image.split('@')
      const tag = name!.split('/').at(-1)!.split(':')[1]
      if (tag === 'latest') return `${of} runs ${image}, and "latest" is another image tomorrow: name a digest.`
      if (digest && /^sha256:[0-9a-f]{64}$/.test(digest)) return []
      if (!plan.environment.capacity && tag) return []
      return `${of} runs ${image} without a digest: take the one that the image build printed into images/${plan.environment.name}.json.`
    }),
  )
