//! pydantic's `include` and `exclude`: sets of names, or dicts from name to a nested filter.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyEllipsis, PyList, PyString};

use crate::error::Grow;

/// The parts of `value` that are included and not excluded.
pub(super) fn filtered<'py>(
    value: &Bound<'py, PyAny>,
    include: Option<&Bound<'py, PyAny>>,
    exclude: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let mut filter = Filter { left: Vec::new() };
    let kept = filter.kept(value, include.cloned(), exclude.cloned())?;
    while let Some((from, to)) = filter.left.pop() {
        match to {
            Kept::Dict(to, include, exclude) => filter.dict(&from, &to, &include, &exclude)?,
            Kept::List(to, include, exclude) => filter.list(&from, &to, &include, &exclude)?,
        }
    }
    Ok(kept)
}

type Selection<'py> = Option<Bound<'py, PyAny>>;

/// A container to be filled, with its filters.
enum Kept<'py> {
    Dict(Bound<'py, PyDict>, Selection<'py>, Selection<'py>),
    List(Bound<'py, PyList>, Selection<'py>, Selection<'py>),
}

/// It has its own stack, since that of a thread may be small.
struct Filter<'py> {
    left: Vec<(Bound<'py, PyAny>, Kept<'py>)>,
}

impl<'py> Filter<'py> {
    /// The kept part of `value`, still empty if it is a container.
    fn kept(
        &mut self,
        value: &Bound<'py, PyAny>,
        include: Selection<'py>,
        exclude: Selection<'py>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = value.py();
        if include.is_none() && exclude.is_none() {
            return Ok(value.clone());
        }
        if value.is_instance_of::<PyDict>() {
            let kept = PyDict::new(py);
            self.left.try_push((value.clone(), Kept::Dict(kept.clone(), include, exclude)))?;
            return Ok(kept.into_any());
        }
        if value.is_instance_of::<PyList>() {
            let kept = PyList::empty(py);
            self.left.try_push((value.clone(), Kept::List(kept.clone(), include, exclude)))?;
            return Ok(kept.into_any());
        }
        Ok(value.clone())
    }

    fn dict(
        &mut self,
        from: &Bound<'py, PyAny>,
        to: &Bound<'py, PyDict>,
        include: &Selection<'py>,
        exclude: &Selection<'py>,
    ) -> PyResult<()> {
        // It is not shared, so it does not change while the filters run.
        for (key, value) in from.cast::<PyDict>()? {
            let (include, exclude) =
                (FilterPart::of(include, &[&key])?, FilterPart::of(exclude, &[&key])?);
            if let Some(value) = self.part(&value, include, exclude)? {
                to.set_item(key, value)?;
            }
        }
        Ok(())
    }

    fn list(
        &mut self,
        from: &Bound<'py, PyAny>,
        to: &Bound<'py, PyList>,
        include: &Selection<'py>,
        exclude: &Selection<'py>,
    ) -> PyResult<()> {
        let (py, from) = (from.py(), from.cast::<PyList>()?);
        for (index, item) in from.iter().enumerate() {
            let from_end = (index as isize - from.len() as isize).into_pyobject(py)?.into_any();
            let index = index.into_pyobject(py)?.into_any();
            let all = PyString::intern(py, "__all__").into_any();
            let names = [&index, &from_end, &all];
            let (include, exclude) =
                (FilterPart::of(include, &names)?, FilterPart::of(exclude, &names)?);
            if let Some(item) = self.part(&item, include, exclude)? {
                to.append(item)?;
            }
        }
        Ok(())
    }

    fn part(
        &mut self,
        value: &Bound<'py, PyAny>,
        include: FilterPart<'py>,
        exclude: FilterPart<'py>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        match (include, exclude) {
            (FilterPart::Unnamed, _) | (_, FilterPart::Whole) => Ok(None),
            (include, exclude) => self.kept(value, include.within(), exclude.within()).map(Some),
        }
    }
}

/// What a filter says about one member.
enum FilterPart<'py> {
    /// There is no filter.
    Unsaid,
    /// It does not name the member.
    Unnamed,
    /// It names the member.
    Whole,
    /// It names parts of the member.
    Within(Bound<'py, PyAny>),
}

impl<'py> FilterPart<'py> {
    /// What `filter` says about the first of `names` that it contains.
    fn of(filter: &Selection<'py>, names: &[&Bound<'py, PyAny>]) -> PyResult<Self> {
        let Some(filter) = filter else { return Ok(FilterPart::Unsaid) };
        for name in names {
            if !filter.contains(name)? {
                continue;
            }
            // A set does not have values.
            if !filter.hasattr(intern!(filter.py(), "__getitem__"))? {
                return Ok(FilterPart::Whole);
            }
            let within = filter.get_item(name)?;
            return Ok(match within.cast::<PyBool>() {
                Ok(named) if named.is_true() => FilterPart::Whole,
                Ok(_) => FilterPart::Unnamed,
                Err(_) if within.is_instance_of::<PyEllipsis>() => FilterPart::Whole,
                Err(_) => FilterPart::Within(within),
            });
        }
        Ok(FilterPart::Unnamed)
    }

    fn within(self) -> Selection<'py> {
        match self {
            FilterPart::Within(filter) => Some(filter),
            _ => None,
        }
    }
}
