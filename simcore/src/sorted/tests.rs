use super::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

proptest! {
    #[test]
    fn a_map_is_a_btree_map(steps: Vec<(u8, Option<u16>)>) {
        let (mut ours, mut theirs) = (SortedMap::new(), BTreeMap::new());
        for (key, value) in steps {
            match value {
                Some(value) => prop_assert_eq!(ours.insert(key, value), theirs.insert(key, value)),
                None => prop_assert_eq!(ours.remove(&key), theirs.remove(&key)),
            }
            prop_assert!(ours.iter().eq(theirs.iter()));
            prop_assert_eq!(ours.get(&key), theirs.get(&key));
        }
        prop_assert_eq!(serde_json::to_string(&ours).unwrap(), serde_json::to_string(&theirs).unwrap());
        let back: SortedMap<u8, u16> = serde_json::from_str(&serde_json::to_string(&theirs).unwrap()).unwrap();
        prop_assert_eq!(back, ours);
    }

    #[test]
    fn a_set_is_a_btree_set(steps: Vec<(u8, bool)>) {
        let (mut ours, mut theirs) = (SortedSet::new(), BTreeSet::new());
        for (item, add) in steps {
            if add {
                prop_assert_eq!(ours.insert(item), theirs.insert(item));
            } else {
                prop_assert_eq!(ours.remove(&item), theirs.remove(&item));
            }
            prop_assert!(ours.iter().eq(theirs.iter()));
        }
        let back: SortedSet<u8> = serde_json::from_str(&serde_json::to_string(&theirs).unwrap()).unwrap();
        prop_assert_eq!(back, ours);
    }

    #[test]
    fn sorting_is_stable(items: Vec<(u8, u16)>) {
        let (mut ours, mut theirs) = (items.clone(), items);
        sort_by(&mut ours, |a, b| a.0.cmp(&b.0));
        theirs.sort_by_key(|a| a.0);
        prop_assert_eq!(ours, theirs);
    }
}
